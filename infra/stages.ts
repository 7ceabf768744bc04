import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Stage } from '../functions/base-env.ts';

/** Everything that differs from stage to stage. Whatever is not named here is the same in all of them. */
export interface StageSettings {
  readonly stage: Stage;
  readonly clock: 'system' | 'sandbox';
  readonly logLevel: 'DEBUG' | 'INFO';
  /** Whether the sandbox endpoints and the seed exist. */
  readonly sandbox: boolean;
  readonly logRetention: RetentionDays;
  readonly logRemoval: RemovalPolicy;
  /** Where the web pages are served: the only origin that a browser may call the API and upload from. */
  readonly webOrigin: string;
}

/** `.invalid` never resolves, so a deployment that was not told its origin is open to no browser at all. */
const NO_ORIGIN = 'https://web-origin-not-set.invalid';
const LOCAL_ORIGIN = 'http://127.0.0.1:8080';

export function settingsOf(stage: Stage, webOrigin?: string): StageSettings {
  if (stage === 'production') {
    return {
      stage,
      clock: 'system',
      logLevel: 'INFO',
      sandbox: false,
      logRetention: RetentionDays.ONE_YEAR,
      logRemoval: RemovalPolicy.RETAIN,
      webOrigin: webOrigin ?? NO_ORIGIN,
    };
  }
  return {
    stage,
    clock: 'sandbox',
    logLevel: 'DEBUG',
    sandbox: true,
    logRetention: RetentionDays.TWO_WEEKS,
    logRemoval: RemovalPolicy.DESTROY,
    webOrigin: webOrigin ?? (stage === 'local' ? LOCAL_ORIGIN : NO_ORIGIN),
  };
}
