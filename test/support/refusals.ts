import { expect } from 'vitest';
import type { Answer, ApiClient } from '../../infra/local/demo/api-client.ts';
import { problemIn } from './claims.ts';

/** What a refusal is expected to be. `pointer` and `entry` are about one of its `errors`. */
export interface ExpectedRefusal {
  readonly status: number;
  readonly code: string;
  readonly pointer?: string | undefined;
  readonly entry?: string | undefined;
}

const SENTENCES = /^[A-Z].*\.$/su;
/** What a parser says to programmers, and not to people. */
const JARGON = /Invalid|Too (?:big|small)|expected|received|NaN|undefined|null\b|regex|\[object/u;

/** Checks that an answer is this problem detail, and that everything it says is said in sentences for people. */
export function expectRefusal(answer: Answer, expected: ExpectedRefusal) {
  const problem = problemIn(answer.body);
  const { status, code } = expected;
  const contentType = answer.headers.get('content-type');
  expect({ status: answer.status, code: problem.code, inBody: problem.status, contentType }).toEqual({
    status,
    code,
    inBody: status,
    contentType: 'application/problem+json',
  });
  const errors = problem.errors ?? [];
  for (const detail of [problem.detail, ...errors.map((error) => error.detail)]) {
    expect(detail).toMatch(SENTENCES);
    expect(detail).not.toMatch(JARGON);
  }
  if (expected.pointer !== undefined)
    expect(errors.map(({ pointer }) => pointer)).toContain(expected.pointer);
  if (expected.entry !== undefined) {
    const entries = errors.filter(({ pointer }) => pointer === (expected.pointer ?? pointer));
    expect(entries.map((entry) => entry.code)).toContain(expected.entry);
  }
  return problem;
}

/** The body of a problem without what tells one request from another. */
export function withoutCorrelation(body: unknown) {
  const { correlationId, ...rest } = problemIn(body);
  expect(correlationId).not.toBe('');
  return rest;
}

const LISTS = ['/claims?limit=100', '/learners?limit=100', '/funds/main/2025-26'];
const PARTS = ['', '/evidence', '/history'];

/**
 * All that an employer can see of these claims, and of the lists and funds around them. Two of these are equal exactly
 * when nothing has changed, the sandbox's clock included: the figures say as at when they are.
 */
export async function everythingSeen(employer: ApiClient, claims: readonly string[]): Promise<unknown> {
  const paths = claims.flatMap((claim) => PARTS.map((part) => `/claims/${claim}${part}`));
  const answers = [...LISTS, ...paths].map(async (path) => {
    const { status, body } = await employer.send('GET', path);
    return status === 200 ? { path, body } : { path, status };
  });
  return Promise.all(answers);
}
