import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';

import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../engine.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { RUNTIME_DIRECTORY } from './runtime-files.ts';

const SEARCH_PATH = `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;

/** As on Lambda: the date, the version, and a number that tells one instance from the next. */
function logStreamName(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}

/**
 * The whole environment of one instance. Nothing of the host's own environment is passed on, so that a handler
 * cannot come to depend on the machine it runs on. A function's own value wins over a shared one.
 */
export function instanceEnvironment(
  definition: FunctionDefinition,
  shared: Readonly<Record<string, string>>,
  runtimeApi: string,
): Record<string, string> {
  return {
    PATH: SEARCH_PATH,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...shared,
    ...definition.environment,
    _HANDLER: definition.handler,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(),
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    LAMBDA_RUNTIME_DIR: RUNTIME_DIRECTORY,
    LAMBDA_TASK_ROOT: definition.codeDirectory,
  };
}
