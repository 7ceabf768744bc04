import { describe, expect, it } from 'vitest';
import { SHIPPED_CATALOGUE } from '../../../shared/domain/catalogue-entries.ts';
import { blocks, guardKey, guardedCourse, takesGuards } from '../../../shared/domain/duplicate-guard.ts';
import { arePartners, referenceAs } from '../../../shared/domain/reference.ts';
import type { ClaimStatus } from '../../../shared/domain/transitions.ts';
import { runRules } from '../../../shared/domain/rules/run-rules.ts';
import { aRuleLearner, recordOf, someFacts } from './rule-facts.ts';

const FULL = '7KD-M3QX-9TWB-A';
const START = '7KD-M3QX-9TWB-B';
const COMPLETION = '7KD-M3QX-9TWB-C';
const OTHER = '2AB-CDEF-3GHJ-A';

describe('which claims stand in the way of another for the same learner and course (rule S12)', () => {
  it.each<readonly [ClaimStatus, boolean]>([
    ['draft', false],
    ['submitted', true],
    ['waiting', true],
    ['in-review', true],
    ['on-hold', true],
    ['needs-action', true],
    ['approved', true],
    ['paid', true],
    ['rejected', false],
    ['withdrawn', false],
    ['expired', false],
    ['deleted', false],
  ])('%s: %s', (status, expected) => {
    expect(blocks({ reference: OTHER, status }, FULL)).toBe(expected);
  });

  it('never the claim itself, nor its own other part', () => {
    expect(blocks({ reference: START, status: 'approved' }, COMPLETION)).toBe(false);
    expect(blocks({ reference: FULL, status: 'submitted' }, FULL)).toBe(false);
    expect(arePartners(START, COMPLETION)).toBe(true);
    expect(arePartners(START, START)).toBe(false);
    expect(arePartners(START, OTHER)).toBe(false);
    expect(referenceAs('completion', START)).toBe(COMPLETION);
  });

  it('a completion part stands under the guards of its start part', () => {
    expect((['full', 'start', 'completion'] as const).map(takesGuards)).toEqual([true, true, false]);
  });
});

describe('what counts as the same training', () => {
  it.each([
    ['OMMT/T1/INT', 'OMMT/T1'],
    ['OMMT/T1/EXT', 'OMMT/T1'],
    ['OMMT/T2/EXT', 'OMMT/T2'],
    ['ASCC-L2', 'ASCC-L2'],
    ['NOT-LISTED', 'NOT-LISTED'],
  ])('%s is %s, in every year', (code, course) => {
    expect(guardedCourse(code, SHIPPED_CATALOGUE)).toBe(course);
  });
});

describe('the key of a guard', () => {
  const somebody = { identityHash: 'f00d' };

  it('is one for a learner and a course, and another for any other learner or course', () => {
    expect(guardKey(somebody, 'OMMT/T1')).toBe(guardKey({ identityHash: 'f00d' }, 'OMMT/T1'));
    const others = [guardKey(somebody, 'OMMT/T2'), guardKey({ identityHash: 'beef' }, 'OMMT/T1')];
    expect(new Set([guardKey(somebody, 'OMMT/T1'), ...others]).size).toBe(3);
  });
});

describe('a learner who was claimed for before', () => {
  const twice = {
    learners: [aRuleLearner(), aRuleLearner({ learnerId: 'learner-2' })],
    claimedElsewhere: ['learner-2'],
  };

  it('is pointed at on this claim; whose the other claim is, nobody is told', () => {
    const record = recordOf('learner.once-for-each-course', twice);
    expect(record?.problem).toMatchObject({ code: 'duplicate-claim', pointer: '/learners/1' });
    expect(record?.explanation).toBe('This learner and this training are on a claim already.');
    expect(JSON.stringify(record)).not.toMatch(/employer|organisation/i);
  });

  it('is not looked for until somebody does', () => {
    expect(runRules(someFacts()).rules.some(({ id }) => id === 'learner.once-for-each-course')).toBe(false);
  });
});
