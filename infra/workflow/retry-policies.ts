import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';

/** The error that our own functions throw when AWS asks them to slow down: the step may simply be tried again. */
export const THROTTLED = 'Throttled';

/**
 * For faults that pass by themselves. About a minute and a half in all, with full jitter, so that a surge which
 * was turned away does not come back as one. Every step that it repeats is written to be repeated harmlessly.
 */
export const PASSING_FAULTS: RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
    THROTTLED,
  ],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 6,
  maxDelay: Duration.seconds(60),
  jitterStrategy: JitterType.FULL,
};
