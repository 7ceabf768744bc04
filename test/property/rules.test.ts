import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ROLE_CATEGORIES } from '../../shared/domain/learner.ts';
import {
  RULES,
  failedRules,
  problemsOf,
  refusalKindOf,
  runRules,
} from '../../shared/domain/rules/run-rules.ts';
import { addDays } from '../../shared/domain/calendar-day.ts';
import { BOUGHT_IN, CERTIFICATE, COURSE, DIPLOMA, IN_HOUSE, someFacts } from '../unit/domain/rule-facts.ts';

const day = fc.integer({ min: 0, max: 1_300 }).map((offset) => addDays('2024-01-01', offset));
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const learner = fc.record({
  learnerId: fc.constantFrom('learner-1', 'learner-2', 'learner-3', 'learner-4'),
  roleCategory: fc.constantFrom(...ROLE_CATEGORIES),
  regulated: fc.boolean(),
  dateOfBirth: maybe(fc.integer({ min: 0, max: 9_000 }).map((offset) => addDays('1990-01-01', offset))),
});

/** Whole stored records go in, as the service has them, each personal value marked so that it can be found again. */
const facts = fc
  .record({
    type: fc.constantFrom('full', 'start', 'completion'),
    catalogue: fc.constantFrom([DIPLOMA], [COURSE], [CERTIFICATE], [IN_HOUSE], [BOUGHT_IN], []),
    learners: fc.array(learner, { maxLength: 4 }),
    completions: fc.array(maybe(day), { minLength: 4, maxLength: 4 }),
    startDate: maybe(day),
    paymentDate: maybe(day),
    qualityAssured: fc.boolean(),
    organisation: fc.record({
      providesAdultSocialCare: fc.boolean(),
      employsInEngland: fc.boolean(),
      workforceDataSetUpToDateAt: maybe(fc.constant('2025-09-01T09:00:00.000Z')),
      registeredWithCqc: fc.boolean(),
      determinationsAccepted: fc.subarray(['2024-25', '2025-26', '2026-27']),
    }),
    now: day.map((today) => `${today}T22:30:00.000Z`),
  })
  .map(
    ({ type, catalogue, learners, completions, startDate, paymentDate, qualityAssured, organisation, now }) =>
      someFacts({
        type,
        catalogue,
        now,
        learners: learners.map((each) => ({
          ...each,
          niNumber: 'ZY987654D',
          givenName: 'SECRET-given',
          familyName: 'SECRET-family',
          jobTitle: 'SECRET-job',
          identityHash: 'SECRET-hash',
        })),
        organisation: { ...organisation, name: 'SECRET-employer' },
        claim: {
          startDate,
          paymentDate,
          note: 'SECRET-note',
          provider: { name: 'SECRET-provider', qualityAssured },
          learners: learners.map(({ learnerId }, index) => ({
            learnerId,
            completionDate: completions[index],
          })),
        },
      }),
  );

it('any facts: every answer has its reasons, every failure says where and how to mend it', () => {
  fc.assert(
    fc.property(facts, (each) => {
      const record = runRules(each);
      for (const { outcome, explanation, problem, id, version } of record.rules) {
        expect(explanation).toMatch(/^.+\.$/);
        expect(RULES.some((rule) => rule.id === id && rule.version === version)).toBe(true);
        expect(problem === undefined).toBe(outcome !== 'fail');
        if (problem === undefined) continue;
        expect(problem.pointer).toMatch(/^(\/[A-Za-z0-9]+)*$/);
        expect(problem.fix.length).toBeGreaterThan(10);
        expect(problem.code).toMatch(/^[a-z-]+$/);
      }
      expect(problemsOf(record)).toHaveLength(failedRules(record).length);
      expect(refusalKindOf(record) === undefined).toBe(problemsOf(record).length === 0);
      expect(new Set(record.rules.map(({ id }) => id)).size).toBe(record.rules.length);
    }),
    { numRuns: 250 },
  );
});

it('any facts: nothing personal is written down', () => {
  fc.assert(
    fc.property(facts, (each) => {
      const written = JSON.stringify(runRules(each));
      expect(written).not.toContain('SECRET');
      expect(written).not.toContain('ZY987654D');
    }),
    { numRuns: 250 },
  );
});

it('any facts: a pointer to a learner points at one who is on the claim', () => {
  fc.assert(
    fc.property(facts, (each) => {
      for (const { pointer } of problemsOf(runRules(each))) {
        const index = /^\/learners\/(\d+)/.exec(pointer)?.[1];
        if (index !== undefined) expect(Number(index)).toBeLessThan(each.claim.learners.length);
      }
    }),
    { numRuns: 300 },
  );
});

it('the same facts give the same answer, and stay as they were', () => {
  fc.assert(
    fc.property(facts, (each) => {
      const before = structuredClone(each);
      expect(runRules(each)).toEqual(runRules(each));
      expect(each).toEqual(before);
    }),
    { numRuns: 100 },
  );
});
