import { Duration } from 'aws-cdk-lib';
import { MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ClaimsFunction } from '../constructs/claims-function.ts';
import type { ApiStack } from './api-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { WorkflowStack } from './workflow-stack.ts';

/** The stacks whose doings are watched. */
export interface Watched {
  readonly data: DataStack;
  readonly workflow: WorkflowStack;
  readonly api: ApiStack;
}

export const FIVE_MINUTES = Duration.minutes(5);
const HIGHEST_OF_THE_MINUTE = { statistic: Stats.MAXIMUM, period: Duration.minutes(1) };

/** How long ago the last record was written that the function has read from its stream, in milliseconds. */
export const iteratorAge = ({ lambda }: ClaimsFunction): Metric =>
  lambda.metric('IteratorAge', HIGHEST_OF_THE_MINUTE);

/** How long the oldest message has waited, in seconds. */
export const oldestMessage = (queue: Queue): Metric =>
  queue.metricApproximateAgeOfOldestMessage(HIGHEST_OF_THE_MINUTE);

export const messagesThere = (queue: Queue): Metric =>
  queue.metricApproximateNumberOfMessagesVisible(HIGHEST_OF_THE_MINUTE);

/** CloudWatch adds up at most ten metrics in one alarm, and leaves out those that have no data. */
export function sum(label: string, metrics: readonly Metric[], period = FIVE_MINUTES): MathExpression {
  const names = metrics.map((_, index) => `m${index}`);
  return new MathExpression({
    label,
    period,
    expression: `SUM([${names.join(', ')}])`,
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
  });
}
