import { LOCAL_ACCOUNT, LOCAL_REGION } from '../engine.ts';
import { LambdaServiceError } from './service-error.ts';

const REFERENCE =
  /^(?:(?:arn:aws:lambda:(?<region>[\w-]+):)?(?<account>\d{12}):function:)?(?<name>[\w-]+)(?::(?<qualifier>[\w$-]+))?$/;

/**
 * The name of the function that a name, a full ARN or a partial ARN means. Throws ResourceNotFoundException for
 * another region, account or version: there is no version here but $LATEST.
 */
export function functionNameOf(reference: string): string {
  const parts = REFERENCE.exec(reference)?.groups;
  const { region = LOCAL_REGION, account = LOCAL_ACCOUNT, name, qualifier = '$LATEST' } = parts ?? {};
  if (name === undefined || region !== LOCAL_REGION || account !== LOCAL_ACCOUNT || qualifier !== '$LATEST') {
    throw functionNotFound(reference);
  }
  return name;
}

export function functionNotFound(reference: string): LambdaServiceError {
  const arn = reference.startsWith('arn:')
    ? reference
    : `arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:function:${reference}`;
  return new LambdaServiceError('ResourceNotFoundException', `Function not found: ${arn}`);
}
