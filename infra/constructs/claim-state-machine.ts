import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Policy, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  LogLevel,
  QueryLanguage,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { claimWorkflow, LONGEST_WAIT, type WorkflowFunctions } from '../workflow/definition.ts';
import { allow, type Binding } from './binding.ts';
import type { ClaimsFunction } from './claims-function.ts';

export interface ClaimStateMachineProps {
  readonly settings: StageSettings;
  readonly functions: WorkflowFunctions;
}

/**
 * The workflow as a Standard state machine. Its log tells of failures and never of data; its role may call the
 * six functions of the workflow by their exact names, and nothing else that can be named.
 */
export class ClaimStateMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { settings, functions }: ClaimStateMachineProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const called = Object.values(functions).map(({ functionArn }) => functionArn);
    role.addToPolicy(allow(['lambda:InvokeFunction'], ...called));
    role.addToPolicy(allow(DELIVERS_LOGS_AND_TRACES, '*'));

    this.machine = new StateMachine(this, 'Machine', {
      stateMachineType: StateMachineType.STANDARD,
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(claimWorkflow(this, functions)),
      timeout: LONGEST_WAIT,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          retention: settings.logRetention,
          removalPolicy: settings.logRemoval,
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
      // The library would let the machine call every version and alias of the functions as well.
      role: role.withoutPolicyUpdates(),
    });
    this.machine.node.addDependency(role);
  }

  /** The machine's ARN, to start executions with. */
  start(): Binding {
    const arn = this.machine.stateMachineArn;
    return { value: arn, statements: [allow(['states:StartExecution'], arn)] };
  }

  /** The same, and to ask how an execution ended. */
  startAndDescribe(): Binding {
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.machine.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const { value, statements } = this.start();
    return { value, statements: [...statements, allow(['states:DescribeExecution'], executions)] };
  }

  /** Permission to answer the machine's waits. */
  answer(): PolicyStatement {
    return allow(['states:SendTaskSuccess'], this.machine.stateMachineArn);
  }

  /**
   * Lets functions that the machine itself calls answer its waits. The permission is a policy of its own: inside
   * the function's own policy it would make machine and function wait for each other.
   */
  answeredBy(functions: readonly ClaimsFunction[]): void {
    new Policy(this, 'Answer', {
      statements: [this.answer()],
      roles: functions.map(({ role }) => role),
    });
  }
}

/** None of these can be limited to a resource. */
const DELIVERS_LOGS_AND_TRACES = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];
