import * as z from 'zod';

/** What is read of an HTTP API event (payload 2.0). Everything else in it is left alone. */
const apiEvent = z.object({
  routeKey: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  pathParameters: z.record(z.string(), z.string()).optional(),
  queryStringParameters: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    requestId: z.string(),
    authorizer: z.object({ jwt: z.object({ claims: z.object({ sub: z.string() }) }) }).optional(),
  }),
});
export type ApiEvent = z.output<typeof apiEvent>;

export const parseApiEvent = (event: unknown): ApiEvent => apiEvent.parse(event);
