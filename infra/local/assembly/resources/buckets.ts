import * as z from 'zod';
import type { BucketConfiguration, CorsRule } from '../../s3/configuration.ts';
import type { Planned } from '../planned.ts';

const corsRule = z.strictObject({
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])),
  AllowedHeaders: z.array(z.string()).optional(),
  ExposedHeaders: z.array(z.string()).optional(),
  MaxAge: z.number().int().optional(),
});
const keyRule = z.strictObject({
  Name: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['prefix', 'suffix'])),
  Value: z.string(),
});
const queueConfiguration = z.strictObject({
  Event: z.string().startsWith('s3:ObjectCreated:'),
  Queue: z.string().startsWith('arn:aws:sqs:'),
  Filter: z.strictObject({ S3Key: z.strictObject({ Rules: z.array(keyRule) }) }).optional(),
});

/** The properties of a bucket that its engine carries out. */
export const bucketProperties = z.strictObject({
  BucketName: z.string().optional(),
  CorsConfiguration: z.strictObject({ CorsRules: z.array(corsRule) }).optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  NotificationConfiguration: z
    .strictObject({
      QueueConfigurations: z.array(queueConfiguration).default([]),
      // No rule may listen to `aws.s3` (the reader of event rules refuses it), so there is nobody to tell.
      EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: z.literal(true) }).optional(),
    })
    .optional(),
});
type Properties = z.output<typeof bucketProperties>;

/** Who hears of a new object: a queue, for the events and keys that fit. */
export interface NotificationPlan {
  /** For example `s3:ObjectCreated:*`. */
  readonly event: string;
  readonly queueArn: string;
  readonly prefix: string;
  readonly suffix: string;
}

export interface BucketPlan extends BucketConfiguration {
  readonly notifications: readonly NotificationPlan[];
}

export function toBucket({ reference, properties }: Planned<Properties>): BucketPlan {
  return {
    name: reference,
    versioned: properties.VersioningConfiguration?.Status === 'Enabled',
    cors: (properties.CorsConfiguration?.CorsRules ?? []).map(toCorsRule),
    notifications: (properties.NotificationConfiguration?.QueueConfigurations ?? []).map(toNotification),
  };
}

function toCorsRule(rule: z.output<typeof corsRule>): CorsRule {
  return {
    allowedOrigins: rule.AllowedOrigins,
    allowedMethods: rule.AllowedMethods,
    allowedHeaders: rule.AllowedHeaders ?? [],
    exposedHeaders: rule.ExposedHeaders ?? [],
    ...(rule.MaxAge === undefined ? {} : { maxAgeSeconds: rule.MaxAge }),
  };
}

function toNotification(configuration: z.output<typeof queueConfiguration>): NotificationPlan {
  const rules = configuration.Filter?.S3Key.Rules ?? [];
  const value = (name: 'prefix' | 'suffix') => rules.find((rule) => rule.Name === name)?.Value ?? '';
  return {
    event: configuration.Event,
    queueArn: configuration.Queue,
    prefix: value('prefix'),
    suffix: value('suffix'),
  };
}
