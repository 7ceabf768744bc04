import * as z from 'zod';
import type {
  CorsConfiguration,
  JwtAuthorizer,
  RouteDefinition,
  ThrottleSettings,
} from '../../http-api/http-api.ts';
import { nameFromArn } from '../identities.ts';
import type { Planned } from '../planned.ts';
import { unsupported, within } from '../unsupported.ts';

export const apiProperties = z.strictObject({
  ProtocolType: z.literal('HTTP'),
  CorsConfiguration: z
    .strictObject({
      AllowOrigins: z.array(z.string()).default([]),
      AllowMethods: z.array(z.string()).default([]),
      AllowHeaders: z.array(z.string()).default([]),
      ExposeHeaders: z.array(z.string()).default([]),
      MaxAge: z.number().int().optional(),
      AllowCredentials: z.boolean().default(false),
    })
    .optional(),
});
export const stageProperties = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AutoDeploy: z.literal(true),
  DefaultRouteSettings: z
    .strictObject({ ThrottlingBurstLimit: z.number().int(), ThrottlingRateLimit: z.number() })
    .optional(),
});
export const integrationProperties = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string().startsWith('arn:aws:lambda:'),
  PayloadFormatVersion: z.literal('2.0'),
});
export const routeProperties = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
});
export const authorizerProperties = z.strictObject({
  ApiId: z.string(),
  Name: z.string(),
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
  JwtConfiguration: z.strictObject({ Issuer: z.string(), Audience: z.array(z.string()).min(1) }),
});

export interface HttpApiPlan {
  readonly routes: readonly RouteDefinition[];
  readonly cors: CorsConfiguration | undefined;
  readonly throttle: ThrottleSettings | undefined;
}

type PlannedRoute = Planned<z.output<typeof routeProperties>>;
type ListOf<Schema extends z.ZodType> = readonly Planned<z.output<Schema>>[];
export interface HttpApiResources {
  readonly apis: ListOf<typeof apiProperties>;
  readonly stages: ListOf<typeof stageProperties>;
  readonly integrations: ListOf<typeof integrationProperties>;
  readonly routes: ListOf<typeof routeProperties>;
  readonly authorizers: ListOf<typeof authorizerProperties>;
}

/** Joins the resources of the one HTTP API that an assembly may have. */
export function toHttpApi(resources: HttpApiResources): HttpApiPlan | undefined {
  const [api, second] = resources.apis;
  if (second !== undefined) throw unsupported(second.place, 'one HTTP API is all that is supported');
  if (api === undefined) return undefined;
  const [stage, secondStage] = resources.stages;
  if (stage === undefined) throw unsupported(api.place, 'an HTTP API needs a stage');
  if (secondStage !== undefined) throw unsupported(secondStage.place, 'one stage is all that is supported');
  const limits = stage.properties.DefaultRouteSettings;
  return {
    routes: resources.routes.map((route) => toRoute(route, resources)),
    cors: toCors(api.properties.CorsConfiguration),
    throttle: limits && { ratePerSecond: limits.ThrottlingRateLimit, burst: limits.ThrottlingBurstLimit },
  };
}

function toRoute({ properties, place }: PlannedRoute, resources: HttpApiResources): RouteDefinition {
  const integration = resources.integrations.find(
    ({ reference }) => properties.Target === `integrations/${reference}`,
  );
  if (integration === undefined)
    throw unsupported(within(place, 'Target'), `there is no ${properties.Target}`);
  const route = {
    routeKey: properties.RouteKey,
    functionName: nameFromArn(integration.properties.IntegrationUri),
    authorizationScopes: properties.AuthorizationScopes,
  };
  if (properties.AuthorizationType === 'NONE') return route;
  const authorizer = resources.authorizers.find(({ reference }) => reference === properties.AuthorizerId);
  if (authorizer === undefined)
    throw unsupported(within(place, 'AuthorizerId'), 'a JWT route needs an authorizer');
  return { ...route, authorizer: toAuthorizer(authorizer.properties) };
}

function toAuthorizer(properties: z.output<typeof authorizerProperties>): JwtAuthorizer {
  const { Issuer: issuer, Audience: audience } = properties.JwtConfiguration;
  return { issuer, audience, identitySource: properties.IdentitySource[0] };
}

function toCors(cors: z.output<typeof apiProperties>['CorsConfiguration']): CorsConfiguration | undefined {
  return (
    cors && {
      allowOrigins: cors.AllowOrigins,
      allowMethods: cors.AllowMethods,
      allowHeaders: cors.AllowHeaders,
      exposeHeaders: cors.ExposeHeaders,
      allowCredentials: cors.AllowCredentials,
      ...(cors.MaxAge === undefined ? {} : { maxAgeSeconds: cors.MaxAge }),
    }
  );
}
