import * as z from 'zod';
import type { EventRule, EventTarget } from '../../events/start-events.ts';
import { nameFromArn } from '../identities.ts';
import type { Planned } from '../planned.ts';
import { unsupported, within } from '../unsupported.ts';
import type { Place } from '../unsupported.ts';

/** Who puts events on the bus of this machine. A rule for anybody else would wait for ever. */
const PRODUCERS = z.tuple([z.literal('aws.guardduty')]);

/**
 * One target. What happens to an event that a target refuses is read and left: here the producer is told, and
 * puts the event again.
 */
const target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.number().optional(),
      MaximumEventAgeInSeconds: z.number().optional(),
    })
    .optional(),
});

/** The properties of an event rule that the event bus carries out: the default bus, with queues and functions as targets. */
export const eventRuleProperties = z.strictObject({
  Name: z.string().optional(),
  EventPattern: z.looseObject({ source: PRODUCERS }),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(target),
});
type Properties = z.output<typeof eventRuleProperties>;

/** A rule that is switched off matches nothing, so it is not part of a plan. */
export function toEventRules({ name, properties, place }: Planned<Properties>): EventRule[] {
  if (properties.State === 'DISABLED') return [];
  const targets = properties.Targets.map(({ Arn: arn }) => toTarget(arn, place));
  return [{ name, eventPattern: properties.EventPattern, targets }];
}

function toTarget(arn: string, place: Place): EventTarget {
  if (arn.startsWith('arn:aws:sqs:')) return { kind: 'sqs', queueArn: arn };
  if (arn.startsWith('arn:aws:lambda:')) return { kind: 'lambda', functionName: nameFromArn(arn) };
  throw unsupported(within(place, 'Targets'), `${arn} is neither a queue nor a function`);
}
