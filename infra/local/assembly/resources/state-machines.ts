import * as z from 'zod';
import { checkDefinition } from '../../step-functions/start-step-functions.ts';
import type { StateMachineDefinition } from '../../step-functions/start-step-functions.ts';
import type { Planned } from '../planned.ts';
import { unsupported, within } from '../unsupported.ts';

/** The properties of a state machine that its interpreter carries out. */
export const stateMachineProperties = z.strictObject({
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal('STANDARD').optional(),
  DefinitionString: z.string(),
  RoleArn: z.string(),
});
type Properties = z.output<typeof stateMachineProperties>;

/** Refuses a definition with a field or an expression that the interpreter would not carry out. */
export function toStateMachine({
  name,
  arn,
  properties,
  place,
}: Planned<Properties>): StateMachineDefinition {
  const { DefinitionString: definition, RoleArn: roleArn } = properties;
  const problems = checkDefinition(definition);
  if (problems.length > 0) throw unsupported(within(place, 'DefinitionString'), problems.join('; '));
  return { name, arn, roleArn, definition };
}
