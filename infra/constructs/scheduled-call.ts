import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, type ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allow } from './binding.ts';
import type { ClaimsFunction } from './claims-function.ts';

export interface ScheduledCallProps {
  readonly calls: ClaimsFunction;
  readonly at: ScheduleExpression;
  readonly description: string;
}

/**
 * Calls a function at set times. A call that fails is tried twice more and then left: the next one sweeps up
 * what this one did not, and an alarm watches for failures that stay.
 */
export class ScheduledCall extends Construct {
  constructor(scope: Construct, id: string, { calls, at, description }: ScheduledCallProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(allow(['lambda:InvokeFunction'], calls.lambda.functionArn));

    const schedule = new Schedule(this, 'Schedule', {
      schedule: at,
      description,
      target: new LambdaInvoke(calls.lambda, {
        role: role.withoutPolicyUpdates(),
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
      }),
    });
    schedule.node.addDependency(role);
  }
}
