import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChangeSets } from '../../shared/adapters/dynamodb/change-set-store.ts';
import { createClaimStore } from '../../shared/adapters/dynamodb/claim-store.ts';
import { createPastClaims } from '../../shared/adapters/dynamodb/past-claims.ts';
import { createScheme, createSchemeHistory } from '../../shared/adapters/dynamodb/scheme.ts';
import { createTickets } from '../../shared/adapters/dynamodb/ticket-store.ts';
import { cryptoIds } from '../../shared/adapters/node/ids.ts';
import type { PersonContext } from '../../shared/application/ports/context.ts';
import type { ChangeSets } from '../../shared/application/ports/scheme-changes.ts';
import { approveChange, replayChange } from '../../shared/application/scheme/approve-change.ts';
import { proposeChange } from '../../shared/application/scheme/propose-change.ts';
import { listChanges, readChange } from '../../shared/application/scheme/read-changes.ts';
import { SHIPPED_CATALOGUE } from '../../shared/domain/catalogue-entries.ts';
import { POLICY_VERSIONS, SHIPPED_POLICY } from '../../shared/domain/policy.ts';
import { runRules } from '../../shared/domain/rules/run-rules.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import { publishedList } from '../support/published-list.ts';
import { NOW, aClaimTicket, aDraft } from '../support/stored-things.ts';
import { someFacts } from '../unit/domain/rule-facts.ts';

let data: DataTables;
beforeAll(async () => {
  data = await startDataTables();
});
afterAll(() => data.end());

const policyOwner = (personId: string, now = NOW): PersonContext => ({
  person: { kind: 'staff', personId, role: 'policy-owner' },
  now,
  correlationId: 'correlation-1',
});
const EDITH = policyOwner('edith');
const FARID = policyOwner('farid');

/** The scheme as it is on a day, read by a function that has never read it before. */
const schemeOn = (day: string) =>
  createScheme({ ...data, clock: { now: () => Promise.resolve(`${day}T12:00:00.000Z`) } });

const ports = () => ({
  scheme: createSchemeHistory(data),
  changeSets: createChangeSets(data),
  pastClaims: createPastClaims(data),
  ids: cryptoIds,
});

const listing = (code: string, effectiveOn: string) => ({
  content: { kind: 'catalogue', csv: publishedList([{ code }]) } as const,
  ...{ effectiveOn, reason: 'New on the list' },
});

async function proposed(code: string, effectiveOn = '2025-12-01'): Promise<string> {
  const done = await proposeChange(ports(), listing(code, effectiveOn), EDITH);
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value.changeSet.changeSetId;
}
async function replayed(code: string, effectiveOn?: string): Promise<string> {
  const changeSetId = await proposed(code, effectiveOn);
  expect(await replayChange(ports(), changeSetId, EDITH)).toMatchObject({ ok: true });
  return changeSetId;
}

const codesOn = async (day: string): Promise<ReadonlySet<string>> =>
  new Set((await schemeOn(day).catalogue()).map(({ code }) => code));

describe('before any change', () => {
  it('the scheme is the one that ships, its version that of the day', async () => {
    expect(await schemeOn('2025-10-01').catalogue()).toEqual(SHIPPED_CATALOGUE);
    expect(await schemeOn('2025-10-01').policies()).toEqual(POLICY_VERSIONS);
    expect((await schemeOn('2024-10-01').policy()).version).toBe('2024-25.1');
    expect((await schemeOn('2026-10-01').policy()).version).toBe('2026-27.1');
    // Work goes on by the last version while nobody has decided on another.
    expect((await schemeOn('2031-01-01').policy()).version).toBe('2026-27.1');
    expect((await schemeOn('2020-01-01').policy()).version).toBe('2024-25.1');
  });
});

describe('a change set', () => {
  it('comes on its day, and everything of it is kept', async () => {
    const changeSetId = await replayed('ONE-1');
    expect(await approveChange(ports(), changeSetId, FARID)).toMatchObject({ ok: true });
    expect((await codesOn('2025-11-30')).has('ONE-1')).toBe(false);
    expect((await codesOn('2025-12-01')).has('ONE-1')).toBe(true);
    expect(await schemeOn('2025-11-30').catalogue()).toEqual(SHIPPED_CATALOGUE);
    const detail = await readChange(ports(), changeSetId, EDITH);
    expect(detail).toMatchObject({
      ok: true,
      value: {
        changeSet: { proposedBy: 'edith', approvedBy: 'farid', state: 'approved', version: 3 },
        change: { kind: 'catalogue', rows: [{ line: 2, outcome: 'accepted' }] },
        history: [{ action: 'propose' }, { action: 'replay' }, { action: 'approve', personId: 'farid' }],
      },
    });
  });

  it('of the policy is one row for each version, beside those of before', async () => {
    const versions = POLICY_VERSIONS.flatMap((policy) =>
      policy.version === SHIPPED_POLICY.version
        ? [
            { ...policy, effectiveTo: '2025-12-31' },
            { ...policy, version: '2025-26.2', effectiveFrom: '2026-01-01', daysToAnswer: 14 },
          ]
        : [policy],
    );
    const proposal = {
      content: { kind: 'policy', versions } as const,
      effectiveOn: '2026-01-01',
      reason: 'Faster',
    };
    const done = await proposeChange(ports(), proposal, EDITH);
    const changeSetId = done.ok ? done.value.changeSet.changeSetId : '';
    await replayChange(ports(), changeSetId, EDITH);
    expect(await approveChange(ports(), changeSetId, FARID)).toMatchObject({ ok: true });
    expect(await schemeOn('2025-12-31').policy()).toEqual(SHIPPED_POLICY);
    expect(await schemeOn('2026-01-01').policy()).toMatchObject({ version: '2025-26.2', daysToAnswer: 14 });
    expect((await codesOn('2026-01-01')).has('ONE-1')).toBe(true);
    const rows = [...(await data.everything()).keys()].filter((key) => key.includes('SCHEME POLICY#'));
    expect(rows).toHaveLength(3 + 4);
  });

  it('is read with one small read by a function that knows it', async () => {
    let reads = 0;
    const client = data.clientWith(() => {
      reads += 1;
    });
    const scheme = createScheme({ client, tables: data.tables, clock: { now: () => Promise.resolve(NOW) } });
    await Promise.all([scheme.policy(), scheme.policies(), scheme.catalogue()]);
    reads = 0;
    await scheme.catalogue();
    expect(reads).toBe(1);
    client.destroy();
  });
});

describe('the write itself', () => {
  /** Approves as if every check before the write had been passed over. */
  async function approveAnyway(changeSetId: string, personId: string): ReturnType<ChangeSets['approve']> {
    const { scheme, changeSets } = ports();
    const [base, before] = [await scheme.latest(), await changeSets.read(changeSetId)];
    if (before === undefined) throw new Error('It was not proposed');
    const version = before.version + 1;
    const after = { ...before, state: 'approved', approvedBy: personId, approvedAt: NOW, version } as const;
    const next = { ...base, revision: base.revision + 1, liveFrom: before.effectiveOn };
    const step = { changeSetId, at: NOW, action: 'approve', personId, version } as const;
    const event = { ...step, eventId: `event-${version}`, correlationId: 'correlation-1' };
    return changeSets.approve({ before, after, event, base, next });
  }

  it('refuses the approval of the proposer, and of what nobody replayed', async () => {
    const before = await ports().scheme.latest();
    expect(await approveAnyway(await replayed('TWO-1', '2026-01-01'), 'edith')).toEqual({
      ok: false,
      error: 'changed',
    });
    expect(await approveAnyway(await proposed('TWO-2', '2026-01-01'), 'farid')).toEqual({
      ok: false,
      error: 'changed',
    });
    expect(await ports().scheme.latest()).toEqual(before);
  });

  it('lets one of two approvals at once through, and one of two changes for the same revision', async () => {
    const before = (await ports().scheme.latest()).revision;
    const [one, other] = [await replayed('RACE-1', '2026-01-01'), await replayed('RACE-2', '2026-01-01')];
    const answers = await Promise.all([
      approveChange(ports(), one, FARID),
      approveChange(ports(), one, policyOwner('grace')),
      approveChange(ports(), other, FARID),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers.filter(({ ok }) => !ok))
      expect(answer).toMatchObject({ error: { code: 'change-set-not-ready' } });
    expect((await ports().scheme.latest()).revision).toBe(before + 1);
  });

  it('keeps no replay of what was approved meanwhile', async () => {
    const changeSetId = await replayed('LATE-1', '2026-01-01');
    await approveChange(ports(), changeSetId, FARID);
    expect(await replayChange(ports(), changeSetId, EDITH)).toMatchObject({
      ok: false,
      error: { code: 'change-set-not-ready' },
    });
  });
});

describe('an approval on the day of the change', () => {
  it('is too late', async () => {
    const changeSetId = await replayed('DAY-1', '2026-01-01');
    const late = policyOwner('farid', '2026-01-01T00:00:00.000Z');
    expect(await approveChange(ports(), changeSetId, late)).toMatchObject({
      error: { code: 'change-set-not-ready' },
    });
  });
});

describe('a replay', () => {
  let changeSetId: string;
  beforeEach(async () => {
    changeSetId = await proposed('REP-1', '2026-01-01');
  });

  it('tries the claims that have records, by the last one of each', async () => {
    const claims = createClaimStore(data);
    const tickets = createTickets(data);
    const record = runRules(someFacts({ catalogue: SHIPPED_CATALOGUE.filter(({ code }) => code === 'UPM') }));
    const [judged, unjudged] = [aDraft(), aDraft()];
    const { reference } = judged;
    await tickets.takeTicket(aClaimTicket(judged, 'ticket-1'));
    await tickets.takeTicket(aClaimTicket(unjudged, 'ticket-2'));
    await claims.keepRecord(reference, 1, record);
    const past = await createPastClaims(data).newest(10);
    expect(past.complete).toBe(true);
    expect(past.claims).toEqual([{ reference, record }]);
    expect((await createPastClaims(data).newest(1)).complete).toBe(false);
    const done = await replayChange(ports(), changeSetId, EDITH);
    expect(done).toMatchObject({
      ok: true,
      value: { changeSet: { replay: { tried: 1, unchanged: 1, complete: true } } },
    });
  });
});

describe('the list of change sets', () => {
  it('comes in pages, the newest first, and refuses a cursor of its own making', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listChanges(ports(), { limit: 3, cursor }, EDITH);
      if (!page.ok) throw new Error(page.error.code);
      seen.push(...page.value.items.map(({ changeSetId }) => changeSetId));
      ({ cursor } = page.value);
    } while (cursor !== undefined);
    expect(seen.length).toBeGreaterThan(8);
    expect(seen).toEqual(seen.toSorted().toReversed());
    expect(await listChanges(ports(), { limit: 3, cursor: 'abc' }, EDITH)).toMatchObject({
      error: { code: 'validation-failed' },
    });
  });
});
