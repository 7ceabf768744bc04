import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Answer, ApiClient } from '../../infra/local/demo/api-client.ts';
import { ROUTES } from '../../shared/contracts/routes.ts';
import type { Operation } from '../../shared/contracts/routes.ts';
import { COURSE, INVOICE, drafted, inReview, newLearner } from '../support/claims.ts';
import type { Drafted } from '../support/claims.ts';
import { everythingSeen, expectRefusal } from '../support/refusals.ts';
import { OPENING, startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

let copy: RunningCopy;
let employer: ApiClient;
let neighbour: ApiClient;
let caseworker: ApiClient;
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
  niNumber: 'QQ 12 34 56 C'.replace('QQ', 'AB'),
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
  readFund: { who: () => copy.nobody, path: () => '/funds/main/2025-26' },
  registerLearner: { who: asEmployer, path: () => '/learners', body: () => LEARNER },
  listLearners: { who: asEmployer, path: () => '/learners' },
  editLearner: {
    who: asEmployer,
    path: () => `/learners/${draft.learnerId}`,
    body: () => ({ jobTitle: 'Team leader', dateOfBirth: '1990-02-28' }),
    headers: IF_MATCH,
  },
  draftClaim: { who: asEmployer, path: () => '/claims', body: claimBody },
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

const operationsWith = (wanted: (call: Call, operation: Operation) => boolean) =>
  z
    .array(z.custom<Operation>((name) => typeof name === 'string' && name in CALLS))
    .parse(Object.keys(CALLS))
    .filter((operation) => wanted(CALLS[operation], operation));
const EVERY = operationsWith(() => true);
const WITH_BODY = operationsWith(({ body }) => body !== undefined);
const WITHOUT_BODY = operationsWith(
  ({ body }, operation) => body === undefined && routeOf(operation).method !== 'GET',
);
const WITH_ETAG = operationsWith(({ headers }) => headers !== undefined && 'if-match' in headers);

const invalid = (pointer: string, entry?: string) => ({
  status: 422,
  code: 'validation-failed',
  pointer,
  entry,
});

it('has a call for every operation of the API', () => {
  expect(EVERY.toSorted()).toEqual(ROUTES.map(({ operation }) => operation).toSorted());
});

describe('every operation', () => {
  it.each(EVERY)('%s refuses a query parameter that it does not have', async (operation) => {
    expectRefusal(await send(operation, { query: '?surprise=1' }), invalid('/surprise', 'unknown-field'));
    expect(await seen()).toEqual(before);
  });

  it.each(WITHOUT_BODY)('%s refuses a body, for it takes none', async (operation) => {
    expectRefusal(await send(operation, { body: { surprise: 1 } }), invalid('/surprise', 'unknown-field'));
    expectRefusal(await send(operation, { body: '{' }), { status: 400, code: 'malformed-body' });
    expect(await seen()).toEqual(before);
  });

  it.each(WITH_BODY)('%s refuses what is not a JSON object of the right size and type', async (operation) => {
    const json = JSON.stringify(CALLS[operation].body?.());
    const { headers = {} } = CALLS[operation];
    for (const body of ['{', '{"a":1,}', 'declaration=true', '{"a":"\u0001"}', '\u0000', `${json}}`]) {
      expectRefusal(await send(operation, { body }), { status: 400, code: 'malformed-body' });
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream']) {
      const answer = await send(operation, { body: json, headers: { ...headers, 'content-type': type } });
      expectRefusal(answer, { status: 415, code: 'unsupported-media-type' });
    }
    const padded = `${json}${' '.repeat(256 * 1024 + 1 - Buffer.byteLength(json))}`;
    expectRefusal(await send(operation, { body: padded }), { status: 413, code: 'too-large' });
    for (const body of ['null', '[]', '"text"', '5', 'true', `${'['.repeat(50_000)}${']'.repeat(50_000)}`]) {
      expectRefusal(await send(operation, { body }), invalid('', 'invalid-type'));
    }
    expectRefusal(await send(operation, { body: undefined }), invalid('', 'invalid-type'));
    const extended = { ...CALLS[operation].body?.(), surprise: 1 };
    expectRefusal(await send(operation, { body: extended }), invalid('/surprise', 'unknown-field'));
    expectRefusal(
      await send(operation, { body: json.replace(/\}$/u, `${json === '{}' ? '' : ','}"__proto__":{}}`) }),
      invalid('/__proto__', 'unknown-field'),
    );
    expect(await seen()).toEqual(before);
  });
});

/** Per operation: text fields with the most characters they take, and the fields that it cannot do without. */
const FIELDS: Partial<
  Record<
    Operation,
    { readonly required: readonly string[]; readonly texts: Readonly<Record<string, number>> }
  >
> = {
  registerLearner: {
    required: ['niNumber', 'givenName', 'familyName', 'jobTitle', 'roleCategory', 'regulated'],
    texts: { givenName: 100, familyName: 100, jobTitle: 100 },
  },
  editLearner: { required: [], texts: { jobTitle: 100 } },
  draftClaim: {
    required: ['type', 'trainingCode', 'provider', 'learners'],
    texts: { trainingCode: 40, note: 1_500, 'provider/name': 200 },
  },
  editClaim: { required: [], texts: { trainingCode: 40, note: 1_500, 'provider/name': 200 } },
  submitClaim: { required: ['declaration'], texts: {} },
  withdrawClaim: { required: ['reason'], texts: { reason: 500 } },
  requestUpload: {
    required: ['kind', 'fileName', 'contentType', 'sizeBytes', 'sha256'],
    texts: { fileName: 200 },
  },
  takeNextWorkItem: { required: [], texts: {} },
  takeAssignment: { required: [], texts: {} },
  recordReview: { required: ['steps'], texts: { 'steps/0/note': 1_500 } },
  decideClaim: { required: ['outcome'], texts: {} },
  holdClaim: { required: ['reason'], texts: { reason: 500 } },
  resumeClaim: { required: [], texts: {} },
  setSandboxClock: { required: ['now'], texts: {} },
  setSandboxFund: { required: ['limitPence', 'capPence'], texts: {} },
};

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

describe('every field', () => {
  it('is known here, for every operation that takes a body', () => {
    expect(Object.keys(FIELDS).toSorted()).toEqual(WITH_BODY.toSorted());
  });

  it.each(WITH_BODY)('%s refuses missing fields, wrong types and unreadable text', async (operation) => {
    const { required, texts } = FIELDS[operation] ?? { required: [], texts: {} };
    for (const field of required) {
      const body = changedAt(operation, field, undefined);
      expectRefusal(await send(operation, { body }), invalid(`/${field}`));
    }
    for (const field of Object.keys(CALLS[operation].body?.() ?? {})) {
      for (const value of [{}, [[]], field === 'declaration' ? 'true' : Number.MIN_VALUE]) {
        const body = changedAt(operation, field, value);
        const problem = expectRefusal(await send(operation, { body }), {
          status: 422,
          code: 'validation-failed',
        });
        expect(problem.errors?.every(({ pointer }) => pointer.startsWith(`/${field}`))).toBe(true);
      }
    }
    for (const [field, longest] of Object.entries(texts)) {
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
    expect(await seen()).toEqual(before);
  });
});

const DAYS_THAT_ARE_NONE = [
  '2025-02-29',
  '2025-13-01',
  '2025-00-10',
  '2025-1-1',
  '01/02/2025',
  '2025-09-01T00:00',
  '',
];
const NOT_AN_AMOUNT = [0, -1, 1.5, 1e300, 100_000_000_001, '15000'];

/** What is wrong beyond the kind of a field: the operation, a path into its body, values, and the code of the entry. */
const WRONG_VALUES: readonly (readonly [Operation, string, readonly unknown[], string?])[] = [
  [
    'registerLearner',
    'niNumber',
    [
      '',
      'QQ123456C',
      'AB12345C',
      'AB1234567C',
      'AB123456E',
      'GB123456A',
      'ß123456A',
      `AB${'1'.repeat(9_000)}`,
    ],
  ],
  ['registerLearner', 'roleCategory', ['manager', '']],
  ['registerLearner', 'dateOfBirth', DAYS_THAT_ARE_NONE],
  ['registerLearner', 'dateOfBirth', ['2025-10-02', '2999-01-01'], 'date-in-the-future'],
  ['registerLearner', 'regulated', ['yes', 0, 'false']],
  ['editLearner', 'niNumber', ['AB123456C'], 'unknown-field'],
  ['editLearner', 'dateOfBirth', DAYS_THAT_ARE_NONE],
  ['draftClaim', 'type', ['start', 'completion', 'FULL']],
  ['draftClaim', 'trainingCode', ['NOT-ON-THE-LIST', 'upm'], 'training-not-on-the-list'],
  ['draftClaim', 'learners', [[]]],
  ['draftClaim', 'learners/0/surprise', [1], 'unknown-field'],
  ['draftClaim', 'learners/0/learnerId', ['', 'with space', '../up', 'x'.repeat(65)]],
  ['draftClaim', 'learners/0/learnerId', ['unknown', '01K6FFZYM0BGAH9AWSY1KRQZXD'], 'learner-not-found'],
  ['draftClaim', 'learners/0/completionDate', DAYS_THAT_ARE_NONE],
  ['draftClaim', 'startDate', DAYS_THAT_ARE_NONE],
  ['draftClaim', 'paymentDate', DAYS_THAT_ARE_NONE],
  ['draftClaim', 'declaredCostPence', NOT_AN_AMOUNT],
  ['draftClaim', 'provider/qualityAssured', ['yes', undefined]],
  ['draftClaim', 'provider/surprise', [1], 'unknown-field'],
  ['editClaim', 'type', ['full'], 'unknown-field'],
  ['editClaim', 'status', ['approved'], 'unknown-field'],
  ['editClaim', 'organisation', ['harbour'], 'unknown-field'],
  ['editClaim', 'version', [9], 'unknown-field'],
  ['editClaim', 'trainingCode', [null]],
  ['editClaim', 'paymentDate', DAYS_THAT_ARE_NONE],
  ['editClaim', 'declaredCostPence', NOT_AN_AMOUNT],
  ['submitClaim', 'declaration', [false, 'true', 1, null]],
  ['requestUpload', 'kind', ['receipt', 'PAYMENT']],
  [
    'requestUpload',
    'contentType',
    ['text/html', 'application/x-msdownload', 'application/pdf; charset=utf-8'],
  ],
  ['requestUpload', 'sizeBytes', [0, -1, 1.5, '10']],
  ['requestUpload', 'sizeBytes', [2 * 1024 * 1024 + 1, 1e12], 'evidence-size'],
  [
    'requestUpload',
    'sha256',
    ['', INVOICE.sha256.toUpperCase(), INVOICE.sha256.slice(1), `${INVOICE.sha256}0`],
  ],
  ['requestUpload', 'learnerId', ['any'], 'learner-not-expected'],
  ['takeNextWorkItem', 'kinds', [[], ['appeal'], 'review']],
  ['recordReview', 'steps', [[]]],
  ['recordReview', 'steps', [Array.from({ length: 41 }, () => paymentStep().steps[0])]],
  ['recordReview', 'steps/0/step', ['evidence', undefined]],
  ['recordReview', 'steps/0/outcome', ['approved', undefined]],
  ['recordReview', 'steps/0/costPerLearnerPence', NOT_AN_AMOUNT],
  ['recordReview', 'steps/0/paidInFull', ['yes']],
  ['recordReview', 'steps/0/learnerId', ['one'], 'unknown-field'],
  ['recordReview', 'steps/0/reasonCodes', [Array.from({ length: 11 }, () => 'x'), 'x']],
  ['decideClaim', 'outcome', ['paid', 'approve', '']],
  ['holdClaim', 'until', DAYS_THAT_ARE_NONE],
  ['setSandboxClock', 'now', ['2025-10-01', '2025-02-30T09:00:00Z', '2025-10-01T09:00:00', 5, '']],
  ['setSandboxFund', 'limitPence', NOT_AN_AMOUNT],
  ['setSandboxFund', 'capPence', NOT_AN_AMOUNT],
];

describe('values', () => {
  it.each(WRONG_VALUES)('%s refuses a wrong %s', async (operation, path, values, entry) => {
    const route = routeOf(operation);
    for (const value of values) {
      const at = path === 'learners' || path === 'steps' ? undefined : `/${path}`;
      // Only what is judged by its content needs the version that is current, and is refused all the same.
      const answer = await send(operation, { body: changedAt(operation, path, value) });
      const problem = expectRefusal(answer, { status: 422, code: 'validation-failed', pointer: at, entry });
      expect(
        problem.errors?.every(({ pointer }) => pointer.startsWith(`/${path}`)),
        route.path,
      ).toBe(true);
    }
    expect(await seen()).toEqual(before);
  });

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
    const early = await send('decideClaim', { headers: { ...headers, ...KEY } });
    expectRefusal(early, { status: 409, code: 'outcome-differs' });
    expect(await seen()).toEqual(before);
  });
});

const QUERIES: readonly (readonly [Operation, string, readonly string[]])[] = [
  ['listClaims', 'limit', ['0', '101', '-1', '1.5', 'many', '']],
  ['listClaims', 'cursor', ['abc', '%00', 'W10', 'x'.repeat(2_001)]],
  ['listClaims', 'sort', ['up', '']],
  ['listClaims', 'status', ['lost', '', 'draft,lost']],
  ['listClaims', 'type', ['half']],
  ['listClaims', 'trainingCode', ['x'.repeat(41)]],
  ['listClaims', 'submittedFrom', ['2025-10-01', '2025-02-30T00:00:00Z', 'yesterday']],
  ['listClaims', 'submittedTo', ['2025-10-01']],
  ['listLearners', 'q', ['x'.repeat(101)]],
  ['listLearners', 'limit', ['0', '101', 'many']],
  ['listLearners', 'cursor', ['abc', 'x'.repeat(2_001)]],
  ['listWorkItems', 'kind', ['registration']],
  ['listWorkItems', 'limit', ['0', '101']],
  ['listWorkItems', 'cursor', ['abc', 'x'.repeat(2_001)]],
  ['searchCatalogue', 'q', ['x'.repeat(101)]],
  ['searchCatalogue', 'kind', ['diploma']],
  ['searchCatalogue', 'paymentDate', ['2025-02-30', 'today']],
];

const page = z.object({ cursor: z.string().nullable() });
const cursorOf = async (reader: ApiClient, path: string): Promise<string> =>
  page.parse((await reader.send('GET', path)).body).cursor ?? '';

describe('queries', () => {
  it.each(QUERIES)('%s refuses a wrong %s', async (operation, name, values) => {
    for (const value of values) {
      const problem = expectRefusal(await send(operation, { query: `?${name}=${value}` }), {
        status: 422,
        code: 'validation-failed',
      });
      expect(problem.errors?.every(({ pointer }) => pointer.startsWith(`/${name}`))).toBe(true);
    }
    expect(await seen()).toEqual(before);
  });

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
      for (const reference of odd) {
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

describe('conditions', () => {
  it.each(WITH_ETAG.filter((operation) => operation !== 'withdrawClaim'))(
    '%s asks for If-Match',
    async (operation) => {
      const { 'if-match': _etag, ...others } = CALLS[operation].headers ?? {};
      expectRefusal(await send(operation, { headers: others }), {
        status: 428,
        code: 'precondition-required',
      });
      expect(await seen()).toEqual(before);
    },
  );

  it.each(WITH_ETAG)('%s refuses an ETag that is none, and one that is stale', async (operation) => {
    const { headers = {} } = CALLS[operation];
    for (const etag of ['1', '"one"', '*', '"1', '"-1"', '"1", "2"', '"9999999999"']) {
      const answer = await send(operation, { headers: { ...headers, 'if-match': etag } });
      expectRefusal(answer, invalid('', 'if-match-malformed'));
    }
    const states: Partial<Record<Operation, string>> = { resumeClaim: 'wrong-state' };
    for (const etag of ['"1"', '"999"', 'W/"1"']) {
      const answer = await send(operation, { headers: { ...headers, 'if-match': etag } });
      if (states[operation] !== undefined) {
        expectRefusal(answer, { status: 409, code: 'wrong-state' });
        continue;
      }
      expectRefusal(answer, { status: 412, code: 'stale-version' });
      const { currentVersion } = z.object({ currentVersion: z.int().min(2) }).parse(answer.body);
      expect(answer.etag).toBe(`"${currentVersion}"`);
    }
    expect(await seen()).toEqual(before);
  });

  it('asks for an Idempotency-Key where a request must not happen twice, and for one that can be kept', async () => {
    for (const operation of ['submitClaim', 'decideClaim'] as const) {
      const { 'idempotency-key': _key, ...others } = { ...CALLS[operation].headers, 'idempotency-key': '' };
      expectRefusal(await send(operation, { headers: others }), {
        status: 428,
        code: 'precondition-required',
      });
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

const submitTo = (claim: string, key: string) =>
  employer.send('POST', `/claims/${claim}/submission`, {
    body: { declaration: true },
    headers: { 'idempotency-key': key },
  });

/** Rules that a draft breaks: what is other about it, and how the submission is refused. */
const BROKEN_RULES = [
  [
    'a payment in the future',
    { paymentDate: '2025-10-02' },
    'validation-failed',
    '/paymentDate',
    'date-in-the-future',
  ],
  [
    'a completion in the future',
    { completionDate: '2025-10-02' },
    'validation-failed',
    '/learners/0/completionDate',
    'date-in-the-future',
  ],
  [
    'a start in the future',
    { startDate: '2026-01-01' },
    'validation-failed',
    '/startDate',
    'date-in-the-future',
  ],
  [
    'a completion before the start',
    { completionDate: '2025-08-31' },
    'validation-failed',
    '/learners/0/completionDate',
    'completion-before-start',
  ],
  [
    'a course not on the list on the payment date',
    { trainingCode: 'AUTISM-L2', startDate: '2025-03-01', paymentDate: '2025-03-31' },
    'not-eligible',
    '/paymentDate',
    'training-not-valid-on-payment-date',
  ],
  [
    'a start before the scheme',
    { startDate: '2024-03-31' },
    'not-eligible',
    '/startDate',
    'before-scheme-start',
  ],
  [
    'a payment before the scheme',
    { startDate: '2024-03-01', paymentDate: '2024-03-31' },
    'not-eligible',
    '/paymentDate',
    'training-not-valid-on-payment-date',
  ],
  [
    'a completion three months and a day ago',
    { startDate: '2025-06-01', paymentDate: '2025-06-01', completionDate: '2025-06-30' },
    'outside-window',
    '/learners/0/completionDate',
    'outside-window',
  ],
  [
    'an unknown age where the training has an age limit',
    { trainingCode: 'ASCC-L2' },
    'not-eligible',
    '/learners/0',
    'learner-date-of-birth-missing',
  ],
] as const;

describe('rules at submission', () => {
  it.each(BROKEN_RULES)('refuse %s, and keep the draft', async (what, overrides, code, pointer, entry) => {
    const broken = await drafted(employer, overrides);
    const claims = [broken.claim];
    const was = await everythingSeen(employer, claims);
    const status = 422;
    expectRefusal(await submitTo(broken.claim, what.replaceAll(' ', '-')), { status, code, pointer, entry });
    expect(await everythingSeen(employer, claims)).toEqual(was);
  });

  it('refuse staff who must be registered with a regulator', async () => {
    const body = { ...LEARNER, niNumber: 'AB 99 99 99 D', roleCategory: 'other', regulated: true };
    const { learnerId } = z
      .object({ learnerId: z.string() })
      .parse((await employer.send('POST', '/learners', { body })).body);
    const { claim } = await drafted(employer, { learnerIds: [learnerId] });
    expectRefusal(await submitTo(claim, 'regulated'), {
      status: 422,
      code: 'not-eligible',
      pointer: '/learners/0',
      entry: 'learner-regulated',
    });
  });

  it('refuse the same learner twice', async () => {
    const learnerId = await newLearner(employer);
    const { claim } = await drafted(employer, { learnerIds: [learnerId, learnerId] });
    expectRefusal(await submitTo(claim, 'twice'), invalid('/learners/1', 'learner-twice'));
  });

  it('list everything that an unfinished draft lacks, for every learner', async () => {
    const learnerIds = [await newLearner(employer), await newLearner(employer)];
    const learners = learnerIds.map((learnerId) => ({ learnerId }));
    const { body } = await employer.send('POST', '/claims', {
      body: { type: 'full', trainingCode: 'UPM', provider: PROVIDER, learners },
    });
    const { reference } = z.object({ reference: z.string() }).parse(body);
    const was = await everythingSeen(employer, [reference]);
    const problem = expectRefusal(await submitTo(reference, 'unfinished'), invalid('/paymentDate'));
    expect(problem.errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/paymentDate field-missing',
      '/learners/0/completionDate field-missing',
      '/learners/1/completionDate field-missing',
      '/evidence/payment evidence-missing',
      '/learners/0/evidence evidence-missing',
      '/learners/1/evidence evidence-missing',
    ]);
    expect(await everythingSeen(employer, [reference])).toEqual(was);
  });
});
