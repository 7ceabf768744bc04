import type { CatalogueEntry } from '../catalogue.ts';
import { amountOfFacts } from '../fund-ask.ts';
import { governingDay } from '../governing-day.ts';
import type { Pence } from '../money.ts';
import { policyOn } from '../policy.ts';
import type { SchemePolicy } from '../policy.ts';
import type { ClaimReference } from '../reference.ts';
import { failedRules, rerun, runOn } from '../rules/run-rules.ts';
import type { DecisionRecord } from '../rules/run-rules.ts';
import type { JudgedFacts } from '../rules/judged-facts.ts';

/** A past claim, by the record of its last submission. */
export interface PastClaim {
  readonly reference: ClaimReference;
  readonly record: DecisionRecord;
}

/** What is tried: other versions of the policy, another list of training, or both. */
export interface Trial {
  readonly policies: readonly SchemePolicy[];
  readonly catalogue?: readonly CatalogueEntry[] | undefined;
}

interface Judged {
  readonly passes: boolean;
  /** The most that the claim can be paid: 0 when it does not pass. */
  readonly amountPence: Pence;
  readonly failedRules: readonly string[];
}

export interface Replayed {
  readonly reference: ClaimReference;
  readonly before: Judged;
  readonly after: Judged;
  /** Pence that the trial adds to the claim, or takes from it. */
  readonly differencePence: number;
}

export interface ReplayReport {
  readonly claims: readonly Replayed[];
  readonly gain: readonly Replayed[];
  readonly lose: readonly Replayed[];
  readonly unchanged: number;
  /** Pence more, or less, that the pots would have paid out. */
  readonly potEffectPence: number;
}

function judgedBy(record: DecisionRecord): Judged {
  const failed = failedRules(record).map(({ id }) => id);
  const passes = failed.length === 0;
  const amountPence = passes ? (amountOfFacts(record.facts)?.totalPence ?? 0) : 0;
  return { passes, amountPence, failedRules: failed };
}

const NO_POLICY: Judged = { passes: false, amountPence: 0, failedRules: ['policy.none-governs'] };

function tried(facts: JudgedFacts, { policies, catalogue }: Trial): Judged {
  const list = catalogue?.filter(({ code }) => code === facts.claim.trainingCode) ?? facts.catalogue;
  const day = governingDay(facts.claim, list);
  const policy = day === undefined ? facts.policy : policyOn(day, policies);
  // Payments that no version governs cannot be judged, and so are refused.
  return policy === undefined ? NO_POLICY : judgedBy(runOn({ ...facts, catalogue: list, policy }));
}

/**
 * Tries a change on past claims: who would gain, who would lose, and what it does to the pots. It writes nothing. With
 * nothing changed it gives history exactly. A completion part keeps the rate of its start part, so no list changes it.
 */
export function replay(past: readonly PastClaim[], trial: Trial): ReplayReport {
  const claims = past.map(({ reference, record }): Replayed => {
    const before = judgedBy(rerun(record));
    const after = tried(record.facts, trial);
    return { reference, before, after, differencePence: after.amountPence - before.amountPence };
  });
  const gain = claims.filter(({ differencePence }) => differencePence > 0);
  const lose = claims.filter(({ differencePence }) => differencePence < 0);
  return {
    claims,
    gain,
    lose,
    unchanged: claims.length - gain.length - lose.length,
    potEffectPence: claims.reduce((sum, { differencePence }) => sum + differencePence, 0),
  };
}
