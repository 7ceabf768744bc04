import { describe, expect, it } from 'vitest';
import { judgedLines } from '../../../shared/domain/governing-day.ts';
import { contentGaps } from '../../../shared/domain/rules/content-rules.ts';
import { BOUGHT_IN, DIPLOMA, aRuleLearner, recordOf, someFacts } from './rule-facts.ts';
import type { FactChanges } from './rule-facts.ts';

/** One code, whose line changes on 1 April 2025: the day of payment picks the one that counts (rule Y2). */
const changing = (before: Partial<typeof DIPLOMA>, after: Partial<typeof DIPLOMA>) => [
  { ...DIPLOMA, ...before, validTo: '2025-03-31' },
  { ...DIPLOMA, ...after, validFrom: '2025-04-01' },
];
const BEFORE = '2025-03-31';
const AFTER = '2025-04-01';
const outcomes = (id: string, changes: FactChanges) =>
  [BEFORE, AFTER, undefined].map(
    (paymentDate) => recordOf(id, { ...changes, claim: { paymentDate } })?.outcome,
  );

describe('where the list changes, the line that pays is the one that counts', () => {
  it('for a claim in parts (rule T1); until the payment is known, either line will do', () => {
    const ended = changing({ split: true }, { split: false });
    const begun = changing({ split: false }, { split: true });
    expect(outcomes('training.split-allowed', { type: 'start', catalogue: ended })).toEqual([
      'pass',
      'fail',
      'pass',
    ]);
    expect(outcomes('training.split-allowed', { type: 'start', catalogue: begun })).toEqual([
      'fail',
      'pass',
      'pass',
    ]);
  });

  const oliver = changing({ fund: 'main' }, { fund: 'oliver' });

  it('for staff in regulated professions, whom only the Oliver McGowan fund covers (rules S3, S11)', () => {
    const learners = [aRuleLearner({ regulated: true, roleCategory: 'other' })];
    expect(outcomes('learner.not-regulated', { catalogue: oliver, learners })).toEqual([
      'fail',
      undefined,
      undefined,
    ]);
    expect(outcomes('learner.role-covered', { catalogue: oliver, learners })).toEqual([
      'refer',
      undefined,
      undefined,
    ]);
  });

  it('for the care regulator and the trainer, who matter only to that fund (rule E5, section 9)', () => {
    const changes = { catalogue: oliver, organisation: { registeredWithCqc: false } };
    expect(outcomes('employer.registered-with-cqc', changes)).toEqual([undefined, 'fail', 'fail']);
    expect(outcomes('training.approved-trainer', changes)).toEqual([undefined, 'refer', 'refer']);
  });

  it('for an age limit, by which a full claim has to say when it started (rule S9)', () => {
    const gaps = (paymentDate: string | undefined) => {
      const { claim, catalogue } = someFacts({
        catalogue: changing({ minimumAge: 19 }, {}),
        claim: { startDate: undefined, paymentDate },
      });
      return contentGaps({ claim, catalogue }).map(({ pointer }) => pointer);
    };
    expect([gaps(BEFORE), gaps(AFTER), gaps(undefined)]).toEqual([
      ['/startDate'],
      [],
      ['/paymentDate', '/startDate'],
    ]);
  });

  it('for a completion part it is the line of its start part, whatever the list says by now (rule Y3)', () => {
    const startPart = { paymentDate: BEFORE, entry: DIPLOMA };
    const part = { type: 'completion', startPart, catalogue: [{ ...DIPLOMA, split: false }] } as const;
    expect(recordOf('training.split-allowed', part)).toMatchObject({
      outcome: 'pass',
      inputs: { split: true },
    });
  });
});

it('while no line is known to pay, a claim is judged by all of them', () => {
  const { claim } = someFacts({ claim: { paymentDate: undefined } });
  expect(judgedLines(claim, [DIPLOMA, BOUGHT_IN])).toEqual([DIPLOMA, BOUGHT_IN]);
  expect(judgedLines(someFacts().claim, [DIPLOMA, BOUGHT_IN])).toEqual([DIPLOMA]);
});
