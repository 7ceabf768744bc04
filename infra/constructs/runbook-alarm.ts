import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface RunbookAlarmProps {
  /** What is wrong, in words for the person who is woken. */
  readonly says: string;
  /** The page under `docs/runbooks/`, without its ending. */
  readonly runbook: string;
  readonly metric: IMetric;
  /** The alarm sounds when the metric is above this. */
  readonly above: number;
  readonly topic: ITopic;
}

/** An alarm that tells what to do about it. Silence of the metric is health: all of them count what goes wrong. */
export class RunbookAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Alarm', {
      alarmDescription: `${props.says} Runbook: docs/runbooks/${props.runbook}.md`,
      metric: props.metric,
      threshold: props.above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const tell = new SnsAction(props.topic);
    this.alarm.addAlarmAction(tell);
    this.alarm.addOkAction(tell);
  }
}
