import { createHash, randomBytes } from 'node:crypto';

const RANDOM_BYTES = 48;
const CHECK_BYTES = 8;

/** A token nobody can guess, with a check of its own, so that a mangled one is told from one that is used up. */
export function newTaskToken(): string {
  const secret = randomBytes(RANDOM_BYTES);
  return Buffer.concat([secret, checkOf(secret)]).toString('base64url');
}

/** Whether this engine could have issued the token; says nothing about whether it is still open. */
export function isTaskToken(token: string): boolean {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== RANDOM_BYTES + CHECK_BYTES || bytes.toString('base64url') !== token) return false;
  return checkOf(bytes.subarray(0, RANDOM_BYTES)).equals(bytes.subarray(RANDOM_BYTES));
}

function checkOf(secret: Buffer): Buffer {
  return createHash('sha256').update(secret).digest().subarray(0, CHECK_BYTES);
}
