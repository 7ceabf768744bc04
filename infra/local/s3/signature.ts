import { createHmac, timingSafeEqual } from 'node:crypto';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../engine.ts';
import { accessDenied, S3Error } from './s3-error.ts';

/** The only signing method that is accepted. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const malformed = (message: string): S3Error =>
  new S3Error({ status: 400, code: 'AuthorizationHeaderMalformed', message });

/** The scope that a signature of `day` (`YYYYMMDD`) must name. */
export const scopeOf = (day: string): string => `${day}/${LOCAL_REGION}/s3/aws4_request`;

/** The signature that the one accepted pair of keys makes of `text` on `day`. */
function signatureOf(day: string, text: string): string {
  const dated = hmac(`AWS4${LOCAL_CREDENTIALS.secretAccessKey}`, day);
  const key = hmac(hmac(hmac(dated, LOCAL_REGION), 's3'), 'aws4_request');
  return hmac(key, text).toString('hex');
}

/** Refuses with SignatureDoesNotMatch unless `given` signs `text`; takes the same time wherever they differ. */
export function requireSignature(day: string, text: string, given: string): void {
  const expected = Buffer.from(signatureOf(day, text));
  const actual = Buffer.from(given);
  if (expected.length === actual.length && timingSafeEqual(expected, actual)) return;
  throw new S3Error({
    status: 403,
    code: 'SignatureDoesNotMatch',
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  });
}

/** Reads `key/day/region/s3/aws4_request` and answers the day. Another key, region or service is refused. */
export function readCredential(credential: string): string {
  const [key = '', day = '', region = '', service, terminator, ...rest] = credential.split('/');
  if (!/^\d{8}$/u.test(day) || terminator !== 'aws4_request' || rest.length > 0) {
    throw malformed('The credential is malformed; expecting "KEY/YYYYMMDD/REGION/s3/aws4_request".');
  }
  if (key !== LOCAL_CREDENTIALS.accessKeyId) {
    throw new S3Error({
      status: 403,
      code: 'InvalidAccessKeyId',
      message: 'The AWS Access Key Id you provided does not exist in our records.',
    });
  }
  if (region !== LOCAL_REGION) {
    throw malformed(`The region '${region}' is wrong; expecting '${LOCAL_REGION}'.`);
  }
  if (service !== 's3') throw malformed(`The service '${service ?? ''}' is wrong; expecting 's3'.`);
  return day;
}

/** Reads `YYYYMMDDTHHMMSSZ`, which must fall on `day`. */
export function readSigningTime(value: string | undefined, day: string): Date {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u.exec(value ?? '');
  const [, year, month, date, hour, minute, second] = parts ?? [];
  const time = new Date(
    `${year ?? ''}-${month ?? ''}-${date ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`,
  );
  if (value === undefined || Number.isNaN(time.getTime())) {
    throw accessDenied('AWS authentication requires a valid x-amz-date.');
  }
  if (!value.startsWith(day))
    throw malformed(`The date of the credential is wrong; expecting ${value.slice(0, 8)}.`);
  return time;
}

/** Temporary credentials do not exist here, so a session token cannot be genuine. */
export function refuseSessionToken(names: Iterable<string>): void {
  for (const name of names) {
    if (name.toLowerCase() !== 'x-amz-security-token') continue;
    const message =
      'The provided token is malformed or otherwise invalid: the local S3 issues no session tokens.';
    throw new S3Error({ status: 400, code: 'InvalidToken', message });
  }
}
