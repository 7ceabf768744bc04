import * as z from 'zod';
import type { Schedule } from '../../scheduler/start-scheduler.ts';
import { nameFromArn } from '../identities.ts';
import type { Planned } from '../planned.ts';

/**
 * The properties of a schedule that the scheduler carries out. What happens to a run that its target refuses
 * (`RetryPolicy`, `DeadLetterConfig`) is read and left: here a function takes every run that is handed to it.
 */
export const scheduleProperties = z.strictObject({
  Name: z.string().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.discriminatedUnion('Mode', [
    z.strictObject({ Mode: z.literal('OFF') }),
    z.strictObject({ Mode: z.literal('FLEXIBLE'), MaximumWindowInMinutes: z.number().int() }),
  ]),
  Target: z.strictObject({
    Arn: z.string().startsWith('arn:aws:lambda:'),
    Input: z.string().default('{}'),
    RoleArn: z.string(),
    RetryPolicy: z
      .strictObject({
        MaximumRetryAttempts: z.number().optional(),
        MaximumEventAgeInSeconds: z.number().optional(),
      })
      .optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  }),
});
type Properties = z.output<typeof scheduleProperties>;

export function toSchedule({ name, properties }: Planned<Properties>): Schedule {
  const window = properties.FlexibleTimeWindow;
  return {
    name,
    expression: properties.ScheduleExpression,
    timezone: properties.ScheduleExpressionTimezone,
    state: properties.State,
    functionName: nameFromArn(properties.Target.Arn),
    input: properties.Target.Input,
    flexibleWindowMinutes: window.Mode === 'OFF' ? 0 : window.MaximumWindowInMinutes,
  };
}
