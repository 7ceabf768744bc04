import { SFNClient } from '@aws-sdk/client-sfn';
import type { SFNClientConfig } from '@aws-sdk/client-sfn';

/** The one way to make a client. `AWS_ENDPOINT_URL_SFN` comes from the environment unless `config` gives an address. */
export const createStepFunctionsClient = (config: SFNClientConfig = {}): SFNClient =>
  new SFNClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    ...config,
  });
