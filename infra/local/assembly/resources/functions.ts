import { existsSync } from 'node:fs';
import * as z from 'zod';
import type { FunctionDefinition } from '../../lambda/function-definition.ts';
import type { Planned } from '../planned.ts';
import { unsupported, within } from '../unsupported.ts';

/** The properties of a function that its host carries out. */
export const functionProperties = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.literal('nodejs24.x'),
  Timeout: z.number().int().min(1).max(900).default(3),
  MemorySize: z.number().int().min(128).default(128),
  ReservedConcurrentExecutions: z.number().int().min(0).optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
});
type Properties = z.output<typeof functionProperties>;

/** Finds the built code of each function among the assembly's assets. */
export function toFunction(
  { name, arn, properties, place }: Planned<Properties>,
  assets: ReadonlyMap<string, string>,
): FunctionDefinition {
  const codeDirectory = assets.get(properties.Code.S3Key);
  if (codeDirectory === undefined || !existsSync(codeDirectory)) {
    throw unsupported(within(place, 'Code'), `the assembly holds no asset ${properties.Code.S3Key}`);
  }
  const reserved = properties.ReservedConcurrentExecutions;
  return {
    name,
    arn,
    codeDirectory,
    handler: properties.Handler,
    environment: properties.Environment?.Variables ?? {},
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    ...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
  };
}
