import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Answer, ApiClient } from '../../infra/local/demo/api-client.ts';
import { submit, waitForStatus } from '../../infra/local/demo/employer.ts';
import { ROUTES } from '../../shared/contracts/routes.ts';
import type { Operation } from '../../shared/contracts/routes.ts';
import { COURSE, INVOICE, drafted, eventually, fundOf, inReview, newLearner } from '../support/claims.ts';
import type { Drafted } from '../support/claims.ts';
import { evidenceOf, withCleanEvidence } from '../support/evidence.ts';
import { everythingSeen, expectRefusal, withoutCorrelation } from '../support/refusals.ts';
import { OPENING, startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';
import { BROKEN_RULES, FIELDS, WRONG_QUERIES, WRONG_VALUES } from '../support/wrong-requests.ts';

let copy: RunningCopy;
let employer: ApiClient;
let neighbour: ApiClient;
let caseworker: ApiClient;
let payments: ApiClient;
let policy: ApiClient;
let draft: Drafted;
let reviewed: Drafted;
let before: unknown;

const seen = () =>
  Promise.all([everythingSeen(employer, [draft.claim, reviewed.claim]), everythingSeen(neighbour, [])]);

beforeAll(async () => {
  copy = await startCopy();
  employer = await copy.as('submitter@meadow');
  neighbour = await copy.as('submitter@harbour');
  caseworker = await copy.as('caseworker1@staff');
  payments = await copy.as('payments@staff');
  policy = await copy.as('policy@staff');
  reviewed = await inReview(employer);
  draft = await drafted(employer);
  // Second versions, so that the first is stale.
  for (const path of [`/claims/${draft.claim}`, `/learners/${draft.learnerId}`]) {
    const body = path.startsWith('/claims') ? { note: 'Changed once' } : { jobTitle: 'Senior care worker' };
    const edited = await employer.send('PATCH', path, { body, headers: { 'if-match': '"1"' } });
    expect(edited.status).toBe(200);
  }
  before = await seen();
});
afterAll(() => copy.close());

type Body = Readonly<Record<string, unknown>>;

/** A request that would be carried out as it stands, apart from a stale ETag where one is asked for. */
interface Call {
  readonly who: () => ApiClient;
  readonly path: () => string;
  readonly body?: () => Body;
  readonly headers?: Readonly<Record<string, string>>;
}

const IF_MATCH = { 'if-match': '"1"' };
const KEY = { 'idempotency-key': 'bad-input' };
const asEmployer = () => employer;
const asCaseworker = () => caseworker;
const asSandbox = () => copy.sandbox;
const ofDraft = (part: string) => () => `/claims/${draft.claim}${part}`;
const ofReviewed = (part: string) => () => `/claims/${reviewed.claim}${part}`;

const LEARNER = {
  niNumber: 'AB 12 34 56 C',
  givenName: 'Imogen',
  familyName: 'Sample',
  jobTitle: 'Care worker',
  roleCategory: 'care-or-support-worker',
  regulated: false,
  dateOfBirth: '1990-02-28',
};
const PROVIDER = { name: 'Northmoor Training', qualityAssured: true };
const claimBody = () => ({
  type: 'full',
  trainingCode: COURSE.trainingCode,
  provider: PROVIDER,
  learners: [{ learnerId: draft.learnerId, completionDate: COURSE.completionDate }],
  startDate: COURSE.startDate,
  paymentDate: COURSE.paymentDate,
  declaredCostPence: COURSE.declaredCostPence,
  note: 'A note',
});
const FILE = {
  kind: 'payment',
  fileName: 'invoice.pdf',
  contentType: 'application/pdf',
  sizeBytes: INVOICE.bytes.length,
  sha256: INVOICE.sha256,
};
const paymentStep = (change: Body = {}) => ({
  steps: [{ step: 'payment', outcome: 'met', costPerLearnerPence: 15_000, ...change }],
});
const completionStep = (change: Body = {}) => ({
  steps: [{ step: 'completion', learnerId: reviewed.learnerId, outcome: 'met', ...change }],
});

/** Every operation with something to get wrong. `who` is somebody who may do it. */
const CALLS: Readonly<Record<Operation, Call>> = {
  describeScheme: { who: () => copy.nobody, path: () => '/scheme' },
  searchCatalogue: { who: () => copy.nobody, path: () => '/catalogue' },
  readOpenApi: { who: () => copy.nobody, path: () => '/openapi.json' },
  readFund: { who: () => copy.nobody, path: () => '/funds/main/2025-26' },
  readOrderLog: { who: () => copy.nobody, path: () => '/order-log/main/2025-26' },
  readProof: { who: () => copy.nobody, path: () => '/funds/main/2025-26/proof' },
  releaseFund: {
    who: () => payments,
    path: () => '/funds/main/2025-26/release',
    body: () => ({ reason: 'The cap was put right.' }),
  },
  proposeChange: {
    who: () => policy,
    path: () => '/change-sets',
    body: () => ({ kind: 'catalogue', effectiveOn: '2025-12-01', reason: 'New on the list', csv: 'code' }),
  },
  listChanges: { who: () => policy, path: () => '/change-sets' },
  readChange: { who: () => policy, path: () => '/change-sets/none' },
  replayChange: { who: () => policy, path: () => '/change-sets/none/replay' },
  approveChange: { who: () => policy, path: () => '/change-sets/none/approval' },
  registerLearner: { who: asEmployer, path: () => '/learners', body: () => LEARNER },
  listLearners: { who: asEmployer, path: () => '/learners' },
  editLearner: {
    who: asEmployer,
    path: () => `/learners/${draft.learnerId}`,
    body: () => ({ jobTitle: 'Team leader', dateOfBirth: '1990-02-28' }),
    headers: IF_MATCH,
  },
  draftClaim: { who: asEmployer, path: () => '/claims', body: claimBody },
  quoteClaim: { who: asEmployer, path: () => '/quotes', body: () => ({ ...claimBody(), note: undefined }) },
  listClaims: { who: asEmployer, path: () => '/claims' },
  readClaim: { who: asEmployer, path: ofDraft('') },
  editClaim: {
    who: asEmployer,
    path: ofDraft(''),
    body: () => ({ ...claimBody(), type: undefined }),
    headers: IF_MATCH,
  },
  deleteDraft: { who: asEmployer, path: ofDraft(''), headers: IF_MATCH },
  submitClaim: {
    who: asEmployer,
    path: ofReviewed('/submission'),
    body: () => ({ declaration: true }),
    headers: KEY,
  },
  withdrawClaim: {
    who: asEmployer,
    path: ofReviewed('/withdrawal'),
    body: () => ({ reason: 'Entered twice' }),
    headers: IF_MATCH,
  },
  readHistory: { who: asEmployer, path: ofDraft('/history') },
  readDecisionRecord: { who: asEmployer, path: ofDraft('/decision-record') },
  readReceipt: { who: asEmployer, path: ofReviewed('/receipt') },
  requestUpload: { who: asEmployer, path: ofDraft('/evidence'), body: () => FILE },
  listEvidence: { who: asEmployer, path: ofDraft('/evidence') },
  readEvidence: { who: asEmployer, path: ofDraft('/evidence/none') },
  deleteEvidence: { who: asEmployer, path: ofDraft('/evidence/none') },
  listWorkItems: { who: asCaseworker, path: () => '/work-items' },
  takeNextWorkItem: {
    who: asCaseworker,
    path: () => '/work-items/next',
    body: () => ({ kinds: ['review'] }),
  },
  takeAssignment: { who: asCaseworker, path: ofReviewed('/assignment'), body: () => ({}) },
  giveBackAssignment: { who: asCaseworker, path: ofReviewed('/assignment') },
  recordReview: { who: asCaseworker, path: ofReviewed('/review'), body: paymentStep, headers: IF_MATCH },
  decideClaim: {
    who: asCaseworker,
    path: ofReviewed('/decision'),
    body: () => ({ outcome: 'approved' }),
    headers: { ...IF_MATCH, ...KEY },
  },
  splitClaim: {
    who: asCaseworker,
    path: ofReviewed('/split'),
    body: () => ({ learnerIds: [reviewed.learnerId] }),
    headers: { ...IF_MATCH, ...KEY },
  },
  holdClaim: {
    who: asCaseworker,
    path: ofReviewed('/hold'),
    body: () => ({ reason: 'The provider is being checked', until: '2025-10-31' }),
    headers: IF_MATCH,
  },
  resumeClaim: { who: asCaseworker, path: ofReviewed('/resume'), body: () => ({}), headers: IF_MATCH },
  setSandboxClock: { who: asSandbox, path: () => '/sandbox/clock', body: () => ({ now: OPENING }) },
  setSandboxFund: {
    who: asSandbox,
    path: () => '/sandbox/funds/main/2025-26',
    body: () => ({ limitPence: 1_200_000_000, capPence: 40_000_000 }),
  },
  runScheduled: { who: asSandbox, path: () => '/sandbox/run/expire-claims' },
};

interface Change {
  readonly path?: string;
  readonly query?: string;
  /** Sent as it is when it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const routeOf = (operation: Operation) => ROUTES.find((route) => route.operation === operation) ?? ROUTES[0];

async function send(operation: Operation, change: Change = {}): Promise<Answer> {
  const { who, path, body, headers } = CALLS[operation];
  const sent = 'body' in change ? change.body : body?.();
  return who().send(routeOf(operation).method, `${change.path ?? path()}${change.query ?? ''}`, {
    ...(sent === undefined ? {} : { body: sent }),
    headers: change.headers ?? headers ?? {},
  });
}

const EVERY = z
  .array(z.custom<Operation>((name) => typeof name === 'string' && name in CALLS))
  .parse(Object.keys(CALLS));

const without = (headers: Readonly<Record<string, string>> = {}, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([header]) => header !== name));

const invalid = (pointer: string, entry?: string) => ({
  status: 422,
  code: 'validation-failed',
  pointer,
  entry,
});

it('has a call for every operation of the API', () => {
  expect(EVERY.toSorted()).toEqual(ROUTES.map(({ operation }) => operation).toSorted());
});

/** The body with another value at the end of a path. */
function changed(body: unknown, path: readonly string[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(body)) {
    return body.map((entry: unknown, index) =>
      String(index) === step ? changed(entry, rest, value) : entry,
    );
  }
  const fields = z.record(z.string(), z.unknown()).parse(body ?? {});
  return { ...fields, [step]: changed(fields[step], rest, value) };
}
const changedAt = (operation: Operation, path: string, value: unknown) =>
  changed(CALLS[operation].body?.(), path.split('/'), value);

function expectAllAt(pointer: string, { errors = [] }: ReturnType<typeof expectRefusal>): void {
  expect(errors.map((error) => error.pointer).filter((at) => !at.startsWith(pointer))).toEqual([]);
  expect(errors).not.toEqual([]);
}

/** Sends the operation's body with one wrong value in it: the refusal names that place, and no other. */
async function expectRefusedAt(
  operation: Operation,
  path: string,
  { value, entry }: { readonly value: unknown; readonly entry?: string | undefined },
): Promise<void> {
  const answer = await send(operation, { body: changedAt(operation, path, value) });
  expectAllAt(`/${path}`, expectRefusal(answer, { status: 422, code: 'validation-failed', entry }));
}

it('knows the fields of every operation that takes any', () => {
  const takesBody = EVERY.filter((operation) => CALLS[operation].body !== undefined);
  const takesEmptyBody = ['takeAssignment', 'resumeClaim'];
  expect([...Object.keys(FIELDS), ...takesEmptyBody].toSorted()).toEqual(takesBody.toSorted());
});

describe.each(EVERY)('%s', (operation) => {
  const { method } = routeOf(operation);
  const { body: valid, headers = {} } = CALLS[operation];

  it('refuses a query parameter that it does not have', async () => {
    expectRefusal(await send(operation, { query: '?surprise=1' }), invalid('/surprise', 'unknown-field'));
  });

  if (valid === undefined && method !== 'GET') {
    it('refuses a body, for it takes none', async () => {
      const answer = await send(operation, { body: { surprise: 1 } });
      expectRefusal(answer, invalid('/surprise', 'unknown-field'));
      expectRefusal(await send(operation, { body: '{' }), { status: 400, code: 'malformed-body' });
    });
  }

  if (valid !== undefined) {
    it('refuses what is not a JSON object of the right size and type', async () => {
      const json = JSON.stringify(valid());
      for (const body of ['{"a":1,', 'declaration=true', '{"a":"\u0001"}', `${json}}`]) {
        expectRefusal(await send(operation, { body }), { status: 400, code: 'malformed-body' });
      }
      for (const type of ['text/plain', 'application/octet-stream']) {
        const answer = await send(operation, { body: json, headers: { ...headers, 'content-type': type } });
        expectRefusal(answer, { status: 415, code: 'unsupported-media-type' });
      }
      const padded = `${json}${' '.repeat(256 * 1024 + 1 - Buffer.byteLength(json))}`;
      expectRefusal(await send(operation, { body: padded }), { status: 413, code: 'too-large' });
      const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
      for (const body of ['null', '"text"', deep, undefined]) {
        expectRefusal(await send(operation, { body }), invalid('', 'invalid-type'));
      }
      const proto = json.replace(/\}$/u, `${json === '{}' ? '' : ','}"__proto__":{}}`);
      expectRefusal(await send(operation, { body: proto }), invalid('/__proto__', 'unknown-field'));
      const extended = { ...valid(), surprise: 1 };
      expectRefusal(await send(operation, { body: extended }), invalid('/surprise', 'unknown-field'));
    });
  }

  const fields = FIELDS[operation];
  if (valid !== undefined && fields !== undefined) {
    it('refuses missing fields, wrong types and unreadable text', async () => {
      for (const field of fields.required) {
        const body = changedAt(operation, field, undefined);
        expectRefusal(await send(operation, { body }), invalid(`/${field}`));
      }
      for (const field of Object.keys(valid())) {
        for (const value of [{}, field === 'declaration' ? 'true' : Number.MIN_VALUE]) {
          await expectRefusedAt(operation, field, { value });
        }
      }
      for (const [field, longest] of Object.entries(fields.texts)) {
        const unreadable = [
          '',
          '  ',
          'x'.repeat(longest + 1),
          'a\u0000b',
          'a\u001bb',
          'a\u202eb',
          'a\u200bb',
          'a\ud800',
        ];
        for (const value of unreadable) {
          const body = changedAt(operation, field, value);
          expectRefusal(await send(operation, { body }), invalid(`/${field}`));
        }
      }
    });
  }

  for (const [, path, values, entry] of WRONG_VALUES.filter(([of]) => of === operation)) {
    it(`refuses a wrong ${path}${entry === undefined ? '' : `: ${entry}`}`, async () => {
      for (const value of values) await expectRefusedAt(operation, path, { value, entry });
    });
  }

  for (const [, name, values] of WRONG_QUERIES.filter(([of]) => of === operation)) {
    it(`refuses a wrong ?${name}`, async () => {
      for (const value of values) {
        const answer = await send(operation, { query: `?${name}=${value}` });
        expectAllAt(`/${name}`, expectRefusal(answer, { status: 422, code: 'validation-failed' }));
      }
    });
  }

  if ('if-match' in headers) {
    it('refuses an ETag that is none, and one that is stale', async () => {
      const matching = (etag: string) => send(operation, { headers: { ...headers, 'if-match': etag } });
      for (const etag of ['1', '*', '"-1"', '"1", "2"', '"9999999999"']) {
        expectRefusal(await matching(etag), invalid('', 'if-match-malformed'));
      }
      for (const etag of ['"1"', 'W/"999"']) {
        const answer = await matching(etag);
        // A claim that is not on hold cannot be resumed in any version.
        if (operation === 'resumeClaim') {
          expectRefusal(answer, { status: 409, code: 'wrong-state' });
          continue;
        }
        expectRefusal(answer, { status: 412, code: 'stale-version' });
        const { currentVersion } = z.object({ currentVersion: z.int().min(2) }).parse(answer.body);
        expect(answer.etag).toBe(`"${currentVersion}"`);
      }
    });
  }

  if ('if-match' in headers && operation !== 'withdrawClaim') {
    it('asks for If-Match', async () => {
      const answer = await send(operation, { headers: without(headers, 'if-match') });
      expectRefusal(answer, { status: 428, code: 'precondition-required' });
    });
  }

  if (method !== 'GET') {
    it('has changed nothing by all that', async () => {
      expect(await seen()).toEqual(before);
    });
  }
});

describe('values', () => {
  it('refuses a patch that changes nothing', async () => {
    for (const operation of ['editLearner', 'editClaim'] as const) {
      expectRefusal(await send(operation, { body: {} }), invalid(''));
    }
    expect(await seen()).toEqual(before);
  });

  it('refuses to lower a fund below what it holds', async () => {
    const body = { limitPence: 14_999, capPence: 40_000_000 };
    expectRefusal(await send('setSandboxFund', { body }), invalid('/limitPence', 'below-commitments'));
    expectRefusal(
      await send('setSandboxFund', { body: { ...body, limitPence: 1_200_000_000, capPence: 14_999 } }),
      invalid('/limitPence', 'below-commitments'),
    );
    expect(await seen()).toEqual(before);
  });

  it('refuses steps of a review that do not fit the claim', async () => {
    const { etag } = await employer.send('GET', `/claims/${reviewed.claim}`);
    const headers = { 'if-match': etag };
    const wrong = [
      [paymentStep({ costPerLearnerPence: undefined }), '/steps/0/costPerLearnerPence', 'cost-missing'],
      [paymentStep({ outcome: 'action' }), '/steps/0/reasonCodes', 'reason-missing'],
      [
        paymentStep({ outcome: 'action', reasonCodes: ['nonsense'] }),
        '/steps/0/reasonCodes',
        'reason-not-allowed',
      ],
      [paymentStep({ reasonCodes: ['payment-illegible'] }), '/steps/0/reasonCodes', 'reason-not-expected'],
      [completionStep({ learnerId: draft.learnerId }), '/steps/0/learnerId', 'learner-not-on-claim'],
    ] as const;
    for (const [body, pointer, entry] of wrong) {
      expectRefusal(await send('recordReview', { body, headers }), invalid(pointer, entry));
    }
    const stranger = await send('splitClaim', {
      body: { learnerIds: ['nobody'] },
      headers: { ...headers, ...KEY },
    });
    expectRefusal(stranger, invalid('/learnerIds', 'learner-not-on-claim'));
    const early = await send('decideClaim', { headers: { ...headers, ...KEY } });
    expectRefusal(early, { status: 409, code: 'outcome-differs' });
    expect(await seen()).toEqual(before);
  });
});

const page = z.object({ cursor: z.string().nullable() });
const cursorOf = async (reader: ApiClient, path: string): Promise<string> =>
  page.parse((await reader.send('GET', path)).body).cursor ?? '';

describe('cursors', () => {
  it('takes a cursor back from the list that gave it out, and from no other', async () => {
    const [claims, learners] = [
      await cursorOf(employer, '/claims?limit=1'),
      await cursorOf(employer, '/learners?limit=1'),
    ];
    expect([claims, learners]).not.toContain('');
    expect((await employer.send('GET', `/claims?limit=1&cursor=${claims}`)).status).toBe(200);
    expect((await employer.send('GET', `/learners?limit=1&cursor=${learners}`)).status).toBe(200);
    for (const [reader, path] of [
      [employer, `/claims?cursor=${learners}`],
      [employer, `/learners?cursor=${claims}`],
      [employer, `/claims?cursor=${claims.slice(1)}`],
      [employer, `/claims?cursor=${claims}A`],
      [caseworker, `/work-items?cursor=${claims}`],
      // A learner of one employer is no place in the list of another.
      [neighbour, `/learners?cursor=${learners}`],
    ] as const) {
      expectRefusal(await reader.send('GET', path), invalid('/cursor', 'cursor-malformed'));
    }
    expect(await seen()).toEqual(before);
  });
});

describe('addresses', () => {
  it('answers 404, and nothing worse, for ids and references that cannot be', async () => {
    const odd = [
      '-',
      'AAA-AAAA-AAAA-Z',
      '0OO-0000-0000-A',
      '%00',
      '..%2F..',
      '%F0%9F%92%A5',
      'x'.repeat(3_000),
    ];
    const withReference = ROUTES.filter(({ path }) => path.includes('{ref}'));
    for (const { operation, path } of withReference) {
      for (const reference of ['AAA-AAAA-AAAA-Z', '0OO-0000-0000-A', '..%2F..']) {
        const address = path.slice('/v1'.length).replace('{ref}', reference).replace('{evidenceId}', 'none');
        expectRefusal(await send(operation, { path: address }), { status: 404, code: 'not-found' });
      }
    }
    for (const id of odd) {
      for (const [operation, path] of [
        ['editLearner', `/learners/${id}`],
        ['readEvidence', `/claims/${draft.claim}/evidence/${id}`],
        ['deleteEvidence', `/claims/${draft.claim}/evidence/${id}`],
        ['readFund', `/funds/${id}/2025-26`],
        ['readFund', `/funds/main/${id}`],
        ['readOrderLog', `/order-log/${id}/2025-26`],
        ['readOrderLog', `/order-log/main/${id}`],
        ['setSandboxFund', `/sandbox/funds/main/${id}`],
        ['runScheduled', `/sandbox/run/${id}`],
      ] as const) {
        expectRefusal(await send(operation, { path }), { status: 404, code: 'not-found' });
      }
    }
    expect(await seen()).toEqual(before);
  });

  it('forgives how people write a reference', async () => {
    const written = draft.claim.toLowerCase().replaceAll('-', '%20');
    expect((await employer.send('GET', `/claims/${written}`)).body).toMatchObject({ reference: draft.claim });
  });
});

describe('idempotency keys', () => {
  it('asks for an Idempotency-Key where a request must not happen twice, and for one that can be kept', async () => {
    for (const operation of ['submitClaim', 'decideClaim'] as const) {
      const headers = without(CALLS[operation].headers, 'idempotency-key');
      expectRefusal(await send(operation, { headers }), { status: 428, code: 'precondition-required' });
    }
    const keyed = [
      'submitClaim',
      'decideClaim',
      'withdrawClaim',
      'draftClaim',
      'registerLearner',
      'requestUpload',
    ] as const;
    for (const operation of keyed) {
      for (const key of ['two words', 'k'.repeat(256), 'kéy']) {
        const headers = { ...CALLS[operation].headers, 'idempotency-key': key };
        expectRefusal(await send(operation, { headers }), invalid('', 'idempotency-key-malformed'));
      }
    }
    expect(await seen()).toEqual(before);
  });
});

const STAFF_MEMBER = {
  givenName: 'Imogen',
  familyName: 'Sample',
  jobTitle: 'Care worker',
  roleCategory: 'other',
  regulated: false,
};
const idIn = z.object({ learnerId: z.string() });
const register = (who: ApiClient, niNumber: string, change: Readonly<Record<string, unknown>> = {}) =>
  who.send('POST', '/learners', { body: { ...STAFF_MEMBER, niNumber, ...change } });

interface Refused {
  readonly claim: string;
  readonly who?: ApiClient;
}

/** Submits what has to be refused, and sees to it that the refusal changed nothing that anybody can see. */
async function refused(
  { claim, who = employer }: Refused,
  expected: Parameters<typeof expectRefusal>[1],
): Promise<ReturnType<typeof expectRefusal>> {
  const seen = () =>
    Promise.all([employer, neighbour].map((each) => everythingSeen(each, each === who ? [claim] : [])));
  const before = await seen();
  const problem = expectRefusal(await submit(who, claim), expected);
  expect(await seen()).toEqual(before);
  return problem;
}

describe('the rules', () => {
  afterEach(() => copy.setClock(OPENING));

  it.each(BROKEN_RULES)('refuse $what, and keep the draft', async ({ claim: change, refusal }) => {
    const { claim } = await drafted(employer, change);
    await refused({ claim }, { status: 422, ...refusal });
  });

  it('refuse staff who must be registered with a regulator', async () => {
    const learner = await register(employer, 'AB 99 99 99 D', { regulated: true });
    const { learnerId } = idIn.parse(learner.body);
    const { claim } = await drafted(employer, { learnerIds: [learnerId] });
    const expected = { pointer: '/learners/0', entry: 'learner-regulated' };
    await refused({ claim }, { status: 422, code: 'not-eligible', ...expected });
  });

  it('refuse the same learner twice', async () => {
    const learnerId = await newLearner(employer);
    const { claim } = await drafted(employer, { learnerIds: [learnerId, learnerId] });
    const expected = { pointer: '/learners/1', entry: 'learner-twice' };
    await refused({ claim }, { status: 422, code: 'validation-failed', ...expected });
  });

  it('list everything that an unfinished draft lacks, for every learner', async () => {
    const learners = [await newLearner(employer), await newLearner(employer)].map((learnerId) => ({
      learnerId,
    }));
    const { body } = await employer.send('POST', '/claims', {
      body: { type: 'full', trainingCode: 'UPM', provider: PROVIDER, learners },
    });
    const { reference } = z.object({ reference: z.string() }).parse(body);
    const problem = await refused({ claim: reference }, { status: 422, code: 'validation-failed' });
    expect(problem.errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/paymentDate field-missing',
      '/learners/0/completionDate field-missing',
      '/learners/1/completionDate field-missing',
      '/evidence/payment evidence-missing',
      '/learners/0/evidence evidence-missing',
      '/learners/1/evidence evidence-missing',
    ]);
  });

  it('go by days in London: what is tomorrow in winter is already today in summer, an hour before midnight UTC', async () => {
    const { claim } = await drafted(employer, { completionDate: '2025-10-02' });
    await copy.setClock('2025-10-01T22:59:59Z');
    const expected = { pointer: '/learners/0/completionDate', entry: 'date-in-the-future' };
    await refused({ claim }, { status: 422, code: 'validation-failed', ...expected });
    await copy.setClock('2025-10-01T23:00:00Z');
    await refused({ claim }, { status: 422, code: 'evidence-missing' });
  });
});

describe('the window', () => {
  afterEach(() => copy.setClock(OPENING));

  // Completed on 30 April 2025: three months end on 30 July at midnight in London, at 23:00 in UTC.
  const days = { startDate: '2025-04-03', paymentDate: '2025-04-04', completionDate: '2025-04-30' };

  it('is open in its last second and shut in the next', async () => {
    await copy.setClock('2025-07-30T22:59:59Z');
    const [inTime, late] = [await drafted(employer, days), await drafted(employer, days)];
    await withCleanEvidence(employer, inTime);
    await withCleanEvidence(employer, late);
    expect((await submit(employer, inTime.claim)).status).toBe(202);
    await copy.setClock('2025-07-30T23:00:00Z');
    // What was in time when it was submitted is in time when it is looked at.
    await waitForStatus(employer, inTime.claim, { statuses: ['in-review'] });
    const expected = { pointer: '/learners/0/completionDate', entry: 'outside-window' };
    const problem = await refused(
      { claim: late.claim },
      { status: 422, code: 'outside-window', ...expected },
    );
    expect(problem.detail).toContain('30 July 2025');
  });
});

describe('a claim that is submitted already', () => {
  it('is not submitted a second time, under any key', async () => {
    const { claim } = await inReview(employer);
    const problem = await refused({ claim }, { status: 409, code: 'wrong-state' });
    expect(problem.detail).toContain('submitted already');
  });

  it('is neither changed nor deleted, and gets no more files', async () => {
    const { claim } = await inReview(employer);
    const before = await everythingSeen(employer, [claim]);
    const { etag } = await employer.send('GET', `/claims/${claim}`);
    const headers = { 'if-match': etag };
    const [file] = await evidenceOf(employer, claim);
    const another = {
      fileName: 'a.pdf',
      contentType: 'application/pdf',
      sizeBytes: 10,
      sha256: 'a'.repeat(64),
    };
    for (const answer of [
      await employer.send('PATCH', `/claims/${claim}`, { body: { note: 'Late' }, headers }),
      await employer.send('DELETE', `/claims/${claim}`, { headers }),
      await employer.send('POST', `/claims/${claim}/evidence`, { body: { kind: 'payment', ...another } }),
      await employer.send('DELETE', `/claims/${claim}/evidence/${file?.evidenceId ?? ''}`),
    ]) {
      expectRefusal(answer, { status: 409, code: 'wrong-state' });
      expect(answer.body).toMatchObject({ claimStatus: 'in-review' });
    }
    expect(await everythingSeen(employer, [claim])).toEqual(before);
  });
});

describe('the same training twice', () => {
  it('names the claim that is the employer’s own', async () => {
    const first = await inReview(employer);
    const again = await drafted(employer, { learnerIds: [first.learnerId] });
    await withCleanEvidence(employer, again);
    const problem = await refused({ claim: again.claim }, { status: 409, code: 'duplicate-claim' });
    expect(problem.detail).toContain(first.claim);
    // A claim that was refused holds no place: the first one is still the only one.
    expect((await employer.send('GET', `/claims/${again.claim}`)).body).toMatchObject({ status: 'draft' });
  });

  it('says nothing about who has claimed when it was another employer', async () => {
    const niNumber = 'CE 11 22 33 A';
    const [theirs, ours] = [await register(neighbour, niNumber), await register(employer, niNumber)].map(
      ({ body }) => idIn.parse(body).learnerId,
    );
    const first = await inReview(neighbour, { learnerIds: [theirs ?? ''] });
    const again = await drafted(employer, { learnerIds: [ours ?? ''] });
    await withCleanEvidence(employer, again);
    const answer = await submit(employer, again.claim);
    const problem = await refused({ claim: again.claim }, { status: 409, code: 'duplicate-claim' });
    expect(Object.keys(problem).toSorted()).toEqual([
      'code',
      'correlationId',
      'detail',
      'status',
      'title',
      'type',
    ]);
    const said = JSON.stringify(answer.body) + JSON.stringify([...answer.headers]);
    for (const secret of [first.claim, 'harbour', 'Harbour', theirs ?? '', niNumber]) {
      expect(said).not.toContain(secret);
    }
  });

  it('is free again once the first claim is withdrawn', async () => {
    const { heldPence } = await fundOf(employer);
    const first = await inReview(employer);
    const again = await drafted(employer, { learnerIds: [first.learnerId] });
    await withCleanEvidence(employer, again);
    await refused({ claim: again.claim }, { status: 409, code: 'duplicate-claim' });
    const withdrawn = await employer.send('POST', `/claims/${first.claim}/withdrawal`, {
      body: { reason: 'Entered twice' },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect(withdrawn.status).toBe(200);
    await eventually(
      () => fundOf(employer),
      (fund) => fund.heldPence === heldPence,
    );
    expect((await submit(employer, again.claim)).status).toBe(202);
    await waitForStatus(employer, again.claim, { statuses: ['in-review'] });
  });
});

describe('learners of others', () => {
  it('are as unknown as learners that never were, in a new claim and in a change', async () => {
    const theirs = await newLearner(neighbour);
    const mine = await drafted(employer);
    const { etag } = await employer.send('GET', `/claims/${mine.claim}`);
    const before = await everythingSeen(employer, [mine.claim]);
    const answersFor = async (learnerId: string) => {
      const learners = [{ learnerId }];
      return [
        await employer.send('POST', '/claims', {
          body: { type: 'full', trainingCode: 'UPM', provider: PROVIDER, learners },
        }),
        await employer.send('PATCH', `/claims/${mine.claim}`, {
          body: { learners },
          headers: { 'if-match': etag },
        }),
      ];
    };
    const [known, unknown] = [await answersFor(theirs), await answersFor('01K6FFZYM0BGAH9AWSY1KRQZXD')];
    for (const answer of [...known, ...unknown]) {
      const expected = { pointer: '/learners/0/learnerId', entry: 'learner-not-found' };
      expectRefusal(answer, { status: 422, code: 'validation-failed', ...expected });
    }
    expect(known.map(({ body }) => withoutCorrelation(body))).toEqual(
      unknown.map(({ body }) => withoutCorrelation(body)),
    );
    expect(await everythingSeen(employer, [mine.claim])).toEqual(before);
  });

  it('cannot be changed, and a guess at one is answered as a learner that never was', async () => {
    const theirs = await newLearner(neighbour);
    const patch = (learnerId: string) =>
      employer.send('PATCH', `/learners/${learnerId}`, {
        body: { jobTitle: 'Changed' },
        headers: { 'if-match': '"1"' },
      });
    const [known, unknown] = [await patch(theirs), await patch('01K6FFZYM0BGAH9AWSY1KRQZXD')];
    for (const answer of [known, unknown]) expectRefusal(answer, { status: 404, code: 'not-found' });
    expect(withoutCorrelation(known.body)).toEqual(withoutCorrelation(unknown.body));
  });

  it('make no difference to a registration: known elsewhere and known nowhere are answered alike', async () => {
    expect((await register(neighbour, 'CE 44 55 66 B')).status).toBe(201);
    const [known, unknown] = [
      await register(employer, 'CE 44 55 66 B', { familyName: 'Elsewhere' }),
      await register(employer, 'CE 77 88 66 B', { familyName: 'Elsewhere' }),
    ];
    expect([known.status, unknown.status]).toEqual([201, 201]);
    const plain = (body: unknown) => ({
      ...z.record(z.string(), z.unknown()).parse(body),
      learnerId: 'an id',
    });
    expect(plain(known.body)).toEqual(plain(unknown.body));
    expect([...known.headers.keys()]).toEqual([...unknown.headers.keys()]);
    expect(known.etag).toBe(unknown.etag);
  });

  it('are told apart from the employer’s own, whose learner is named when registered again', async () => {
    const first = idIn.parse((await register(employer, 'CE 12 34 56 C')).body);
    const before = await everythingSeen(employer, []);
    // The same number however it is written, and whatever else is said about the person.
    for (const niNumber of ['CE 12 34 56 C', 'ce123456c', ' CE12 3456C ']) {
      const again = await register(employer, niNumber, { givenName: 'Somebody', familyName: 'Else' });
      expectRefusal(again, { status: 409, code: 'learner-exists' });
      expect(again.body).toMatchObject(first);
    }
    expect(await everythingSeen(employer, [])).toEqual(before);
  });
});
