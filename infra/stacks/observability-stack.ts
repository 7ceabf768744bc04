import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { alarmsOf } from './alarms.ts';
import { addDashboard } from './dashboard.ts';
import type { Watched } from './metrics.ts';

export interface ObservabilityStackProps extends StackProps, Watched {}

/** Who is told when something is wrong, and the page that shows how the service does. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, { data, workflow, api, ...props }: ObservabilityStackProps) {
    super(scope, id, props);
    const watched = { data, workflow, api };
    const topic = new AlarmTopic(this, 'Alarms');
    for (const [name, alarm] of Object.entries(alarmsOf(watched))) {
      new RunbookAlarm(this, name, { ...alarm, topic });
    }
    addDashboard(this, watched);
    new CfnOutput(this, 'AlarmTopicArn', { value: topic.topicArn });
  }
}
