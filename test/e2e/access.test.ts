import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { apiClient, tokenFor } from '../../infra/local/demo/api-client.ts';
import type { Answer, ApiClient } from '../../infra/local/demo/api-client.ts';
import { inventedNiNumber, submit } from '../../infra/local/demo/employer.ts';
import { SEEDED_PEOPLE } from '../../infra/local/seeded-people.ts';
import { ROUTES } from '../../shared/contracts/routes.ts';
import type { Route } from '../../shared/contracts/routes.ts';
import {
  COURSE,
  drafted,
  eventually,
  fundOf,
  inReview,
  newLearner,
  withEvidence,
} from '../support/claims.ts';
import type { Drafted } from '../support/claims.ts';
import { evidenceOf } from '../support/evidence.ts';
import { tokenMaker } from '../support/issued-tokens.ts';
import { everythingSeen, expectRefusal, withoutCorrelation } from '../support/refusals.ts';
import { startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

/**
 * Who may do what, as the service answers it. Each operation is asked for about a claim of Meadow View Care that is
 * not in a state for it, so that whoever may do it is told 409 or 412 and nothing changes; reading is simply answered.
 *
 * Columns: owner, submitter and reader of Meadow, the same of Harbour, the owner of Newco; then caseworkers 1 and 2,
 * lead caseworker, quality assurer, onboarder, payments officer, policy owner, support.
 */
const COLUMNS = [
  ...['owner@meadow', 'submitter@meadow', 'reader@meadow'],
  ...['owner@harbour', 'submitter@harbour', 'reader@harbour', 'owner@newco'],
  ...['caseworker1@staff', 'caseworker2@staff', 'lead@staff', 'quality@staff'],
  ...['onboarder@staff', 'payments@staff', 'policy@staff', 'support@staff'],
];
const EXPECTED = `
registerLearner     201 201 403  201 201 403 201  403 403 403 403  403 403 403 403
listLearners        200 200 200  200 200 200 200  403 403 403 403  403 403 403 403
editLearner         412 412 403  404 404 403 404  403 403 403 403  403 403 403 403
draftClaim          201 201 403  201 201 403 201  403 403 403 403  403 403 403 403
quoteClaim          200 200 200  200 200 200 200  403 403 403 403  403 403 403 403
listClaims          200 200 200  200 200 200 200  403 403 403 403  403 403 403 403
readClaim           200 200 200  404 404 404 404  200 200 200 200  200 200 200 200
editClaim           412 412 403  404 404 404 404  403 403 403 403  403 403 403 403
deleteDraft         409 409 403  404 404 404 404  403 403 403 403  403 403 403 403
submitClaim         409 409 403  404 404 404 404  403 403 403 403  403 403 403 403
withdrawClaim       412 412 403  404 404 404 404  403 403 403 403  403 403 403 403
readHistory         200 200 200  404 404 404 404  200 200 200 200  200 200 200 200
readDecisionRecord  200 200 200  404 404 404 404  200 200 200 200  200 200 200 200
readReceipt         200 200 200  404 404 404 404  200 200 200 200  200 200 200 200
requestUpload       409 409 403  404 404 404 404  403 403 403 403  403 403 403 403
listEvidence        200 200 200  404 404 404 404  200 200 200 200  200 200 200 200
readEvidence        200 200 200  404 404 404 404  200 200 200 200  200 200 200 200
deleteEvidence      409 409 403  404 404 404 404  403 403 403 403  403 403 403 403
listWorkItems       403 403 403  403 403 403 403  200 200 200 200  403 403 403 200
takeNextWorkItem    403 403 403  403 403 403 403  204 204 204 403  403 403 403 403
takeAssignment      403 403 403  404 404 404 404  409 409 409 403  403 403 403 403
giveBackAssignment  403 403 403  404 404 404 404  200 200 200 403  403 403 403 403
recordReview        403 403 403  404 404 404 404  409 409 409 403  403 403 403 403
decideClaim         403 403 403  404 404 404 404  409 409 409 403  403 403 403 403
splitClaim          403 403 403  404 404 404 404  409 409 409 403  403 403 403 403
holdClaim           403 403 403  404 404 404 404  409 409 409 403  403 403 403 403
resumeClaim         403 403 403  404 404 404 404  409 409 409 403  403 403 403 403
releaseFund         403 403 403  403 403 403 403  403 403 403 403  403 404 403 403
proposeChange       403 403 403  403 403 403 403  403 403 403 403  403 403 422 403
listChanges         403 403 403  403 403 403 403  200 200 200 200  200 200 200 200
readChange          403 403 403  403 403 403 403  404 404 404 404  404 404 404 404
replayChange        403 403 403  403 403 403 403  403 403 403 403  403 403 404 403
approveChange       403 403 403  403 403 403 403  403 403 403 403  403 403 404 403
`;
const TABLE = EXPECTED.trim()
  .split('\n')
  .map((line) => line.split(/\s+/))
  .map(([operation = '', ...statuses]) => ({ operation, statuses: statuses.map(Number) }));

let copy: RunningCopy;
let people: ReadonlyMap<string, ApiClient>;
/** A withdrawn claim of Meadow's, with everything that a claim can have; a draft of theirs; and their learner. */
let over: Drafted;
let draft: Drafted;
let evidenceId: string;
/** A learner of their own for each employer. */
let learners: ReadonlyMap<string, string>;

const as = (subject: string): ApiClient => {
  const client = people.get(subject);
  if (client === undefined) throw new Error(`Nobody is ${subject}`);
  return client;
};

beforeAll(async () => {
  copy = await startCopy();
  const clients = COLUMNS.map(async (subject) => [subject, await copy.as(subject)] as const);
  people = new Map(await Promise.all(clients));
  const owners = ['meadow', 'harbour', 'newco'] as const;
  learners = new Map(
    await Promise.all(owners.map(async (each) => [each, await newLearner(as(`owner@${each}`))] as const)),
  );
  over = await inReview(as('owner@meadow'));
  const withdrawn = await as('owner@meadow').send('POST', `/claims/${over.claim}/withdrawal`, {
    body: { reason: 'Entered twice' },
  });
  expect(withdrawn.status).toBe(200);
  // Its money comes back a moment later; from then on it is still.
  await eventually(
    () => fundOf(as('owner@meadow')),
    ({ heldPence }) => heldPence === 0,
  );
  [evidenceId = ''] = (await evidenceOf(as('owner@meadow'), over.claim)).map((file) => file.evidenceId);
  draft = await drafted(as('submitter@meadow'));
});
afterAll(() => copy.close());

const PERSON = { jobTitle: 'Care worker', roleCategory: 'other', regulated: false };
const PROVIDER = { name: 'Northmoor Training', qualityAssured: true };
const { completionDate, ...DAYS } = COURSE;
let invented = 10_000;

/** A body that the operation takes, whoever sends it. */
function bodyFor(operation: string, organisation: string): unknown {
  invented += 1;
  const learnerId = learners.get(organisation) ?? 'nobody';
  const bodies: Readonly<Record<string, unknown>> = {
    registerLearner: {
      ...PERSON,
      niNumber: inventedNiNumber(invented),
      givenName: 'Imogen',
      familyName: 'New',
    },
    editLearner: { jobTitle: 'Team leader' },
    draftClaim: { ...DAYS, type: 'full', provider: PROVIDER, learners: [{ learnerId, completionDate }] },
    quoteClaim: { ...DAYS, type: 'full', provider: PROVIDER, learners: [{ learnerId, completionDate }] },
    editClaim: { note: 'A note' },
    submitClaim: { declaration: true },
    withdrawClaim: { reason: 'Entered twice' },
    requestUpload: {
      ...{ kind: 'payment', fileName: 'a.pdf', contentType: 'application/pdf' },
      ...{ sizeBytes: 10, sha256: 'a'.repeat(64) },
    },
    takeNextWorkItem: { kinds: ['review'] },
    takeAssignment: {},
    recordReview: { steps: [{ step: 'completion', learnerId: over.learnerId, outcome: 'met' }] },
    decideClaim: { outcome: 'approved' },
    splitClaim: { learnerIds: [over.learnerId] },
    holdClaim: { reason: 'To be looked into' },
    resumeClaim: {},
    releaseFund: { reason: 'The cap was put right.' },
    // Its day is past, so that whoever may propose is told so and nothing changes.
    proposeChange: { kind: 'catalogue', effectiveOn: '2025-01-01', reason: 'Late', csv: 'code' },
  };
  return bodies[operation];
}

interface About {
  readonly claim: string;
  readonly learnerId?: string;
}

/** Asks for an operation about a claim, with headers that name no version that there is. */
function ask(
  client: ApiClient,
  route: Route,
  about: About & { readonly organisation?: string },
): Promise<Answer> {
  const path = route.path
    .slice('/v1'.length)
    .replace('{ref}', about.claim)
    .replace('{evidenceId}', evidenceId)
    .replace('{fund}/{year}', 'main/2025-26')
    .replace('{changeSetId}', 'none')
    .replace('{learnerId}', about.learnerId ?? learners.get('meadow') ?? '');
  const body = bodyFor(route.operation, about.organisation ?? 'meadow');
  const headers = { 'if-match': '"999"', 'idempotency-key': randomUUID() };
  return client.send(route.method, path, { ...(body === undefined ? {} : { body }), headers });
}

const SIGNED_IN: readonly Route[] = ROUTES.filter(({ access }) => access === 'signed-in');
const OF_CLAIMS = SIGNED_IN.filter(({ path }) => path.includes('{ref}'));
const routeOf = (operation: string): Route => {
  const found = SIGNED_IN.find((route) => route.operation === operation);
  if (found === undefined) throw new Error(`No signed-in operation is called ${operation}`);
  return found;
};
const CODES: Readonly<Record<number, string>> = {
  403: 'forbidden',
  404: 'not-found',
  409: 'wrong-state',
  412: 'stale-version',
};

describe('the table', () => {
  it('has a row for every operation that takes signing in, and a column for everybody who can', () => {
    expect(TABLE.map(({ operation }) => operation).toSorted()).toEqual(
      SIGNED_IN.map(({ operation }) => operation).toSorted(),
    );
    // Of the two policy owners one is enough: they may do the same, but not approve what they proposed.
    const columns = [...COLUMNS, 'policy2@staff'];
    expect(columns.toSorted()).toEqual(SEEDED_PEOPLE.map(({ subject }) => subject).toSorted());
    expect(TABLE.map(({ statuses }) => statuses.length)).toEqual(TABLE.map(() => COLUMNS.length));
  });

  it.each(TABLE)('holds for $operation', async ({ operation, statuses }) => {
    const before = await as('owner@meadow').send('GET', `/claims/${over.claim}`);
    // One after the other: many at once would wake an instance of the function for each.
    const answers: Answer[] = [];
    for (const subject of COLUMNS) {
      const organisation = subject.slice(subject.indexOf('@') + 1);
      answers.push(await ask(as(subject), routeOf(operation), { claim: over.claim, organisation }));
    }
    expect(answers.map(({ status }) => status)).toEqual(statuses);
    for (const answer of answers) {
      const code = CODES[answer.status];
      if (code !== undefined) expectRefusal(answer, { status: answer.status, code });
    }
    const after = await as('owner@meadow').send('GET', `/claims/${over.claim}`);
    expect(after.body).toEqual(before.body);
  });
});

describe('another employer’s claim, a draft that staff ask for, and a claim that never was', () => {
  const STRANGERS = ['owner@harbour', 'owner@newco'];
  const STAFF = ['caseworker1@staff', 'lead@staff', 'support@staff'];

  it.each(OF_CLAIMS)('are the same 404 for $operation', async (route) => {
    const never = await ask(as('owner@meadow'), route, { claim: '111-1111-1111-A' });
    expectRefusal(never, { status: 404, code: 'not-found' });
    const asked = [
      ...STRANGERS.map((subject) => ({ subject, claim: over.claim })),
      ...[draft.claim, '111-1111-1111-A', 'nonsense'].map((claim) => ({ subject: 'owner@harbour', claim })),
      ...STAFF.map((subject) => ({ subject, claim: draft.claim })),
    ];
    for (const { subject, claim } of asked) {
      const answer = await ask(as(subject), route, { claim });
      expect(answer.status).toBe(404);
      expect(withoutCorrelation(answer.body)).toEqual(withoutCorrelation(never.body));
      expect([...answer.headers.keys()]).toEqual([...never.headers.keys()]);
    }
  });

  it('leave no trace in anybody else’s lists, figures or history', async () => {
    const harbour = JSON.stringify(await everythingSeen(as('reader@harbour'), [over.claim, draft.claim]));
    for (const theirs of [learners.get('meadow') ?? '', over.learnerId, evidenceId]) {
      expect(harbour).not.toContain(theirs);
    }
    const history = await as('owner@meadow').send('GET', `/claims/${over.claim}/history`);
    expect(JSON.stringify(history.body)).not.toContain('harbour');
    // Staff who read are in the history, without their names.
    expect(JSON.stringify(history.body)).toContain('"read"');
    expect(JSON.stringify(history.body)).not.toContain('@staff');
  });
});

describe('somebody who is not signed in', () => {
  it('gets 401 for every operation that takes signing in', async () => {
    const answers = await Promise.all(
      SIGNED_IN.map((route) => ask(copy.nobody, route, { claim: over.claim })),
    );
    expect(answers.map(({ status }) => status)).toEqual(SIGNED_IN.map(() => 401));
    for (const { headers } of answers) expect(headers.get('www-authenticate')).toContain('Bearer');
  });

  it('gets 401 with every token that the sign-in service did not issue for this service just now', async () => {
    const { issuer } = z
      .object({ issuer: z.string() })
      .parse((await copy.sandbox.send('GET', '/ready')).body);
    const example = await tokenFor(issuer, 'owner@meadow');
    const make = await tokenMaker(copy.directory, example);
    const seconds = Math.floor(Date.now() / 1000);
    const [head = '', payload = '', signature = ''] = example.split('.');
    const refused = [
      'garbage',
      'a.b.c',
      `${head}.${payload}.`,
      `${head}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${head}.${Buffer.from('{"sub":"owner@meadow"}').toString('base64url')}.${signature}`,
      make.unsigned({}),
      await make.forged({}),
      await make.issued({ exp: seconds - 60 }),
      await make.issued({ nbf: seconds + 600 }),
      await make.issued({ aud: 'another-service', client_id: 'another-service' }),
      await make.issued({ iss: 'http://127.0.0.1:1' }),
    ];
    for (const token of refused) {
      const answer = await apiClient(copy.api, token).send('GET', '/claims');
      expect(answer.status, token).toBe(401);
      expect(JSON.stringify(answer.body)).not.toContain('items');
    }
    // Made the same way with nothing wrong in it, one is taken: what was refused was refused for its fault.
    expect((await apiClient(copy.api, await make.issued({})).send('GET', '/claims')).status).toBe(200);
  });

  it('gets 403 with a good token of somebody whom the service does not know', async () => {
    const { issuer } = z
      .object({ issuer: z.string() })
      .parse((await copy.sandbox.send('GET', '/ready')).body);
    const make = await tokenMaker(copy.directory, await tokenFor(issuer, 'owner@meadow'));
    const stranger = apiClient(copy.api, await make.issued({ sub: 'stranger@nowhere' }));
    for (const route of SIGNED_IN) {
      const problem = expectRefusal(await ask(stranger, route, { claim: over.claim }), {
        status: 403,
        code: 'forbidden',
      });
      expect(problem.detail).toContain('not registered');
    }
    const figures = await stranger.send('GET', '/funds/main/2025-26');
    expect(figures.status).toBe(200);
    expect(figures.body).not.toHaveProperty('yours');
  });

  it('sees what is public, and no employer’s own figures', async () => {
    for (const path of ['/scheme', '/catalogue?q=level%202']) {
      expect((await copy.nobody.send('GET', path)).status).toBe(200);
    }
    const figures = await copy.nobody.send('GET', '/funds/main/2025-26');
    expect(figures.status).toBe(200);
    expect(figures.body).not.toHaveProperty('yours');
    expect((await as('reader@meadow').send('GET', '/funds/main/2025-26')).body).toHaveProperty('yours');
  });
});

describe('an employer that is still registering', () => {
  it('can draft, and is told why it cannot submit', async () => {
    const newco = as('owner@newco');
    const claim = await drafted(newco, { learnerIds: [learners.get('newco') ?? ''] });
    await withEvidence(newco, claim);
    const problem = expectRefusal(await submit(newco, claim.claim), { status: 422, code: 'not-eligible' });
    expect(problem.errors?.map(({ code }) => code)).toEqual([
      'registration-not-complete',
      'workforce-data-set-stale',
      'determination-not-accepted',
      'bank-details-missing',
    ]);
    expect(problem.detail).toContain('Update your account');
    expect((await newco.send('GET', `/claims/${claim.claim}`)).body).toMatchObject({ status: 'draft' });
  });
});

describe('staff', () => {
  it('do not see drafts in any list, nor deleted ones', async () => {
    const gone = await drafted(as('owner@meadow'));
    const deleted = await as('owner@meadow').send('DELETE', `/claims/${gone.claim}`, {
      headers: { 'if-match': '"1"' },
    });
    expect(deleted.status).toBe(204);
    const work = JSON.stringify((await as('lead@staff').send('GET', '/work-items?limit=100')).body);
    const claims = JSON.stringify((await as('owner@meadow').send('GET', '/claims?limit=100')).body);
    for (const claim of [draft.claim, gone.claim]) expect(work).not.toContain(claim);
    expect(claims).toContain(draft.claim);
    expect(claims).not.toContain(gone.claim);
    const asked = await as('owner@meadow').send('GET', '/claims?limit=100&status=deleted');
    expect(asked.body).toEqual({ items: [], cursor: null });
    expectRefusal(await as('owner@meadow').send('GET', `/claims/${gone.claim}`), {
      status: 404,
      code: 'not-found',
    });
  });

  it('do not work on a claim that somebody else of them has, but the lead takes it over', async () => {
    const [first, second, lead] = [as('caseworker1@staff'), as('caseworker2@staff'), as('lead@staff')];
    const { claim } = await inReview(as('owner@meadow'));
    expect((await first.send('PUT', `/claims/${claim}/assignment`, { body: {} })).status).toBe(200);
    const { etag } = await as('owner@meadow').send('GET', `/claims/${claim}`);
    const headers = { 'if-match': etag, 'idempotency-key': randomUUID() };
    const step = { step: 'payment', outcome: 'met', costPerLearnerPence: 15_000 };
    for (const answer of [
      await second.send('PUT', `/claims/${claim}/assignment`, { body: {} }),
      await second.send('PUT', `/claims/${claim}/review`, { body: { steps: [step] }, headers }),
      await second.send('POST', `/claims/${claim}/decision`, { body: { outcome: 'approved' }, headers }),
      await second.send('POST', `/claims/${claim}/hold`, { body: { reason: 'Mine' }, headers }),
    ]) {
      const problem = expectRefusal(answer, { status: 403, code: 'forbidden' });
      expect(problem.detail).toContain('Somebody else has this claim');
    }
    const unchanged = await as('owner@meadow').send('GET', `/claims/${claim}`);
    expect(unchanged.etag).toBe(etag);
    expect((await lead.send('PUT', `/claims/${claim}/assignment`, { body: {} })).status).toBe(200);
    const lost = await first.send('PUT', `/claims/${claim}/review`, { body: { steps: [step] }, headers });
    expectRefusal(lost, { status: 403, code: 'forbidden' });
  });
});
