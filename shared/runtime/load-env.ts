import type * as z from 'zod';

/**
 * Reads the environment once, at cold start, by the same schema that the CDK app fills it from. A missing or malformed
 * variable stops the function before it serves anything; the message names variables, never values.
 */
export function loadEnv<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new Error(`Environment is missing or malformed: ${[...new Set(names)].join(', ')}`);
}
