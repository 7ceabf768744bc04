import { afterEach, beforeEach, expect, it } from 'vitest';
import { rerunDecisions } from '../../shared/application/claims/rerun-decisions.ts';
import type { Scheme } from '../../shared/application/ports/registry.ts';
import { SHIPPED_CATALOGUE } from '../../shared/domain/catalogue-entries.ts';
import { SHIPPED_POLICY } from '../../shared/domain/policy.ts';
import { anEmployer, good, openFunds, there } from './support/journey.ts';
import { LATER, approvedStart, completedPart, drafted, filed, submits } from './support/parts.ts';
import { settle, startWorld } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await openFunds(world);
});
afterEach(() => world.end());

/** The scheme as it was: another policy, and a list in which the diploma was worth more. */
const OLDER = { ...SHIPPED_POLICY, version: '2025-26.0', windowMonths: 6, earmarkMonths: 12 };
const THEN: Scheme = {
  policy: () => Promise.resolve(OLDER),
  policies: () => Promise.resolve([OLDER]),
  catalogue: () =>
    Promise.resolve(
      SHIPPED_CATALOGUE.map((entry) =>
        entry.code === 'DIPAC-L3' ? { ...entry, title: 'As it was called', maximumPence: 250_000 } : entry,
      ),
    ),
};

it('a claim that was judged under an older policy and list is judged the same again from its record', async () => {
  const before: World = { ...world, ports: { ...world.ports, scheme: THEN } };
  const owner = await anEmployer(world);
  const { claim } = await drafted(before, {}, owner);
  await filed(before, claim, [['payment']]);
  good(await submits(before, { owner, claim }));
  await settle(before);

  const runs = await rerunDecisions(world.ports, claim.reference);

  expect(runs).toMatchObject([{ policyVersion: '2025-26.0', differing: [] }]);
  expect(there(runs[0]).rules).toBeGreaterThan(10);
});

it('both parts of a claim are, each by its own record', async () => {
  const parts = await approvedStart(world);
  good(await submits(world, { owner: parts.owner, claim: await completedPart(world, parts) }, LATER));
  await settle(world, LATER);
  for (const { reference } of [parts.start, parts.completion])
    expect(await rerunDecisions(world.ports, reference)).toMatchObject([
      { policyVersion: SHIPPED_POLICY.version, differing: [] },
    ]);
});

it('a record that somebody has changed is told by the rule that differs', async () => {
  const parts = await approvedStart(world);
  const [record] = await world.ports.claims.decisionRecords(parts.start.reference);
  const { rules, ...rest } = there(record);
  const changed = rules.map((rule) =>
    rule.id === 'dates.within-window' ? { ...rule, explanation: 'It was late, and let through.' } : rule,
  );
  const decisionRecords = () => Promise.resolve([{ ...rest, rules: changed }]);
  const claims = { ...world.ports.claims, decisionRecords };
  expect(await rerunDecisions({ claims }, parts.start.reference)).toMatchObject([
    { differing: ['dates.within-window'] },
  ]);
});

it('a claim without a decision has nothing to judge again', async () => {
  const { claim } = await drafted(world);
  expect(await rerunDecisions(world.ports, claim.reference)).toEqual([]);
});
