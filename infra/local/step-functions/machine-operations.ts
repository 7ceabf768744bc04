import { readDefinition } from './check-definition.ts';
import { epochSeconds, findMachine, operation, type Operation, type ServiceParts } from './operation.ts';
import { describeStateMachine, requireArn, validateStateMachineDefinition } from './requests.ts';

const DEFAULT_DIAGNOSTICS = 100;

/** Operations on state machines. They are deployed when the engine starts, so there is none that changes one. */
export function machineOperations(parts: ServiceParts): [string, Operation][] {
  return [
    [
      'DescribeStateMachine',
      operation(describeStateMachine, ({ stateMachineArn }) => {
        const deployed = findMachine(parts, requireArn('stateMachine', stateMachineArn));
        return {
          stateMachineArn: deployed.arn,
          name: deployed.name,
          status: 'ACTIVE',
          definition: deployed.definition,
          roleArn: deployed.roleArn,
          type: 'STANDARD',
          creationDate: epochSeconds(deployed.createdAt),
        };
      }),
    ],
    [
      'ValidateStateMachineDefinition',
      operation(validateStateMachineDefinition, ({ definition, maxResults = 0 }) => {
        const { problems } = readDefinition(definition);
        const limit = maxResults === 0 ? DEFAULT_DIAGNOSTICS : maxResults;
        return {
          result: problems.length === 0 ? 'OK' : 'FAIL',
          diagnostics: problems.slice(0, limit).map((problem) => ({ severity: 'ERROR', ...problem })),
          truncated: problems.length > limit,
        };
      }),
    ],
  ];
}
