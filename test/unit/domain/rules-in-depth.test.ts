import { describe, expect, it } from 'vitest';
import { parseCalendarDay } from '../../../shared/domain/calendar-day.ts';
import type { CatalogueEntry } from '../../../shared/domain/catalogue.ts';
import { ROLE_CATEGORIES } from '../../../shared/domain/learner.ts';
import { contentGaps } from '../../../shared/domain/rules/content-rules.ts';
import { problemsOf, refusalKindOf, runRules } from '../../../shared/domain/rules/run-rules.ts';
import {
  CERTIFICATE,
  COURSE,
  DIPLOMA,
  IN_HOUSE,
  aRuleLearner,
  aStartPart,
  completedOn,
  recordOf,
  someFacts,
} from './rule-facts.ts';

const WINDOW = 'dates.within-window';

describe('the window', () => {
  it.each([
    ['2025-05-20T09:00:00.000Z', 'pass'],
    ['2025-06-01T22:59:59.999Z', 'pass'],
    ['2025-06-01T23:00:00.000Z', 'fail'],
    ['2025-06-02T09:00:00.000Z', 'fail'],
  ])('completions on 5 January and 1 March, submitted %s: %s (scenario 7)', (now, outcome) => {
    const learners = completedOn('2025-01-05', '2025-03-01');
    const claim = { startDate: '2025-01-01', paymentDate: '2025-01-02', learners };
    expect(recordOf(WINDOW, { now, claim })?.outcome).toBe(outcome);
  });

  it.each([
    ['2025-04-30T09:00:00.000Z', 'pass'],
    ['2025-05-01T22:59:59.999Z', 'pass'],
    ['2025-05-01T23:00:00.000Z', 'fail'],
    ['2025-05-02T09:00:00.000Z', 'fail'],
  ])('started 1 February, paid 10 January, submitted %s: %s (scenario 8)', (now, outcome) => {
    const claim = { startDate: '2025-02-01', paymentDate: '2025-01-10' };
    expect(recordOf(WINDOW, { now, type: 'start', claim })?.outcome).toBe(outcome);
  });

  it('is judged on the first submission: a claim that was sent back may come again when it has closed (rule T12)', () => {
    const times = { submittedAt: '2025-10-01T09:00:00.000Z', now: '2026-06-01T09:00:00.000Z' };
    expect(recordOf(WINDOW, times)?.outcome).toBe('pass');
    expect(recordOf(WINDOW, { ...times, submittedAt: times.now })?.outcome).toBe('fail');
  });
});

describe('learners in regulated professions (rules S3, S4)', () => {
  it.each(ROLE_CATEGORIES)(
    'a %s who need not be registered with a professional regulator is covered',
    (roleCategory) => {
      const learners = [aRuleLearner({ roleCategory, regulated: false })];
      expect(recordOf('learner.not-regulated', { learners })?.outcome).toBe('pass');
    },
  );

  it('somebody who must be registered is excluded also from training that nobody lists', () => {
    const learners = [aRuleLearner({ regulated: true })];
    expect(recordOf('learner.not-regulated', { catalogue: [], learners })?.outcome).toBe('fail');
  });

  it.each(ROLE_CATEGORIES)('anyone who must be registered is excluded: %s', (roleCategory) => {
    const learners = [aRuleLearner({ roleCategory, regulated: true })];
    expect(recordOf('learner.not-regulated', { learners })?.outcome).toBe('fail');
  });
});

describe('age', () => {
  const AGE = 'learner.old-enough';
  const born = (...days: readonly (string | undefined)[]) =>
    days.map((dateOfBirth, index) => aRuleLearner({ learnerId: `learner-${index + 1}`, dateOfBirth }));

  it('counts on the day the training started, not on the day it was completed', () => {
    const claim = { startDate: '2025-06-30', learners: completedOn('2025-09-20') };
    const learners = born('2006-07-01');
    expect(recordOf(AGE, { catalogue: [CERTIFICATE], learners, claim })?.outcome).toBe('fail');
  });

  it('of each learner: the problem points at the first who is too young', () => {
    const learners = born('1990-01-01', '2010-01-01', '2010-01-01');
    const record = recordOf(AGE, { catalogue: [CERTIFICATE], learners });
    expect(record?.problem).toMatchObject({ code: 'learner-too-young', pointer: '/learners/1' });
  });

  it('is that of the line that pays: a limit which ended with last year’s list binds nobody now', () => {
    const lastYear = { ...CERTIFICATE, validTo: '2025-03-31' };
    const thisYear = { ...DIPLOMA, code: 'CERT', validFrom: '2025-04-01' };
    const paid = (paymentDate: string) =>
      recordOf(AGE, {
        catalogue: [lastYear, thisYear],
        learners: born('2010-01-01'),
        claim: { startDate: '2025-03-01', paymentDate },
      })?.outcome;
    expect([paid('2025-03-31'), paid('2025-04-01')]).toEqual(['fail', 'pass']);
  });

  it.each([
    ['while no line of the list pays', { paymentDate: undefined }],
    ['while the start is not known', { startDate: undefined }],
  ])('fails nobody %s: another rule says what is missing', (_what, claim) => {
    const record = recordOf(AGE, { catalogue: [CERTIFICATE], learners: born('2010-01-01'), claim });
    expect(record).toMatchObject({ outcome: 'pass', explanation: 'No age limit applies.' });
    const failed = problemsOf(runRules(someFacts({ catalogue: [CERTIFICATE], claim })));
    expect(failed.map(({ code }) => code)).toContain('field-missing');
  });

  it('of somebody born on 29 February', () => {
    const learners = born('2004-02-29');
    const started = (startDate: string) => ({ catalogue: [CERTIFICATE], learners, claim: { startDate } });
    expect(recordOf(AGE, started('2023-02-28'))?.outcome).toBe('fail');
    expect(recordOf(AGE, started('2023-03-01'))?.outcome).toBe('pass');
  });
});

describe('what a claim must still say', () => {
  it('is all listed, in the order of the form', () => {
    const { claim, catalogue } = someFacts({ type: 'completion', catalogue: [DIPLOMA] });
    const learners = [{ learnerId: 'learner-1' }];
    const bare = { type: claim.type, trainingCode: claim.trainingCode, provider: claim.provider, learners };
    const gaps = (paymentPlan: boolean) =>
      contentGaps({ claim: { ...bare, startPart: aStartPart({ paymentPlan }) }, catalogue });
    // The start is known from the start part.
    expect(gaps(true).map(({ pointer }) => pointer)).toEqual(['/paymentDate', '/learners/0/completionDate']);
    // What was paid in full at the start has no second payment (section 7).
    expect(gaps(false).map(({ pointer }) => pointer)).toEqual(['/learners/0/completionDate']);
  });

  it('is the payment date of training that nobody lists', () => {
    const { claim } = someFacts({ claim: { paymentDate: undefined } });
    expect(contentGaps({ claim, catalogue: [] }).map(({ pointer }) => pointer)).toEqual(['/paymentDate']);
  });

  it('is never the payment date of in-house training, nor the start of a full claim', () => {
    const { claim, catalogue } = someFacts({ catalogue: [IN_HOUSE] });
    const { type, trainingCode, provider, learners } = claim;
    expect(contentGaps({ claim: { type, trainingCode, provider, learners }, catalogue })).toEqual([]);
  });
});

describe('what a claim must say turns on every line of the list for its training', () => {
  const priced = { ...IN_HOUSE, rate: 'up-to-maximum', validFrom: '2026-04-01' } as const;
  const pointers = (catalogue: readonly CatalogueEntry[]) => {
    const { claim } = someFacts({ claim: { startDate: undefined, paymentDate: undefined } });
    return contentGaps({ claim, catalogue }).map(({ pointer }) => pointer);
  };

  it.each([
    ['a fixed amount in all: no payment', [IN_HOUSE, IN_HOUSE], []],
    ['a fixed amount in one, a price in another: the payment', [IN_HOUSE, priced], ['/paymentDate']],
  ])('%s', (_what, catalogue, expected) => {
    expect(pointers(catalogue)).toEqual(expected);
  });
});

describe('a problem with a date names the date', () => {
  it.each([
    ['start date', { startDate: '2025-10-02' }],
    ['payment date', { paymentDate: '2025-10-02' }],
    ['completion date', { learners: completedOn('2025-10-02') }],
  ])('the %s', (name, claim) => {
    const problem = recordOf('dates.not-in-the-future', { claim })?.problem;
    expect(problem?.detail).toBe(`The ${name} is in the future.`);
    expect(problem?.fix).toContain('1 October 2025');
  });

  it('of several in the future the first on the form', () => {
    const claim = { startDate: '2025-10-03', paymentDate: '2025-10-02', learners: completedOn('2025-10-04') };
    expect(recordOf('dates.not-in-the-future', { claim })?.problem?.pointer).toBe('/startDate');
  });
});

describe('in-house training has no payment date to put right (rule Y7)', () => {
  const early = { catalogue: [IN_HOUSE], claim: { startDate: undefined, paymentDate: undefined } };

  it.each([
    ['2025-03-31', 'fail'],
    ['2025-04-01', 'pass'],
  ])('completed on %s: %s', (day, outcome) => {
    const claim = { ...early.claim, learners: completedOn(day) };
    const changes = { catalogue: [IN_HOUSE], claim, now: '2025-04-02T09:00:00.000Z' };
    expect(recordOf('training.valid-on-payment-date', changes)?.outcome).toBe(outcome);
  });

  it('outside the valid days the problem points at the completion', () => {
    const claim = { ...early.claim, learners: completedOn('2025-03-31') };
    const record = recordOf('training.valid-on-payment-date', { catalogue: [IN_HOUSE], claim });
    expect(record?.problem?.pointer).toMatch(/\/completionDate$/);
  });

  it('and, of several, at the last completion, which is the one that governs', () => {
    const claim = { ...early.claim, learners: completedOn('2025-03-01', '2025-03-31', '2025-03-15') };
    const record = recordOf('training.valid-on-payment-date', { catalogue: [IN_HOUSE], claim });
    expect(record?.problem?.pointer).toBe('/learners/1/completionDate');
  });

  it('the year of the determination is that of the completion, and the problem points there', () => {
    const claim = { ...early.claim, learners: completedOn('2025-09-20') };
    const organisation = { determinationsAccepted: ['2024-25'] };
    const record = recordOf('employer.determination-accepted', {
      catalogue: [IN_HOUSE],
      claim,
      organisation,
    });
    expect(record?.inputs).toMatchObject({ year: '2025-26' });
    expect(record?.problem?.pointer).toMatch(/\/completionDate$/);
  });
});

it('training that was paid outside its valid days is told which days those are', () => {
  const two = [
    { ...DIPLOMA, validFrom: '2024-04-01', validTo: '2025-03-31' },
    { ...DIPLOMA, validFrom: '2025-10-01', validTo: '2026-03-31' },
  ];
  const fix = recordOf('training.valid-on-payment-date', { catalogue: two })?.problem?.fix;
  expect(fix).toContain('1 April 2024 to 31 March 2025, or 1 October 2025 to 31 March 2026');
});

describe('gates of submission (rule P5)', () => {
  it('an employer whose registration is not finished cannot submit', () => {
    const record = runRules(someFacts({ organisation: { registration: 'in-progress' } }));
    expect(problemsOf(record)).not.toEqual([]);
  });
});

describe('dates beyond all sense are problems of the claim, never faults of the service', () => {
  it.each(['9999-12-31', '9999-10-01', '2125-01-01'])(
    'a completion on %s is in the future, or no day at all',
    (day) => {
      const judged = () => problemsOf(runRules(someFacts({ claim: { learners: completedOn(day) } })));
      const codes = parseCalendarDay(day).ok ? judged().map(({ code }) => code) : ['date-in-the-future'];
      expect(codes).toContain('date-in-the-future');
    },
  );

  it.each(['1944-06-15', '1944-03-15', '1900-01-01'])(
    'training paid, started and completed on %s is refused',
    (day) => {
      const claim = { startDate: day, paymentDate: day, learners: completedOn(day) };
      const problems = problemsOf(runRules(someFacts({ claim })));
      expect(problems.map(({ code }) => code)).toContain('before-scheme-start');
    },
  );
});

describe('the decision record', () => {
  const mess = someFacts({
    catalogue: [COURSE],
    type: 'start',
    claim: { startDate: '2024-03-31', paymentDate: '2025-10-02', learners: completedOn('2024-03-30') },
    organisation: { employsInEngland: false, determinationsAccepted: [] },
    learners: [aRuleLearner({ regulated: true })],
  });

  it('nothing stops at the first failure', () => {
    const failed = runRules(mess).rules.filter(({ outcome }) => outcome === 'fail');
    expect(failed.map(({ id }) => id)).toEqual([
      'training.split-allowed',
      'dates.not-in-the-future',
      'dates.completion-on-or-after-start',
      'dates.on-or-after-scheme-start',
      'employer.provides-adult-social-care',
      'employer.determination-accepted',
      'learner.not-regulated',
    ]);
  });

  it('says which policy and when, and a version for each rule', () => {
    const record = runRules(mess);
    expect(record).toMatchObject({ policyVersion: '2025-26.1', judgedAt: '2025-10-01T09:00:00.000Z' });
    expect(record.rules.filter(({ version }) => !Number.isInteger(version) || version < 1)).toEqual([]);
  });

  it('is the same for the same facts', () => {
    expect(runRules(mess)).toEqual(runRules(mess));
  });

  it.each([
    ['a gap', { learners: [], claim: { learners: [] } }, 'validation-failed'],
    ['the window', { now: '2026-06-01T09:00:00.000Z' }, 'outside-window'],
    ['the determination', { organisation: { determinationsAccepted: [] } }, 'determination-not-accepted'],
    ['the employer', { organisation: { employsInEngland: false } }, 'not-eligible'],
    ['no bank details', { organisation: { bankDetails: 'none' } }, 'bank-details-missing'],
    [
      'bank details that are not verified',
      { organisation: { bankDetails: 'given' } },
      'bank-details-missing',
    ],
  ] as const)('a refusal is of the kind of its first failure: %s', (_what, changes, kind) => {
    expect(refusalKindOf(runRules(someFacts(changes)))).toBe(kind);
  });

  it.each([
    [
      'and before them',
      { organisation: { bankDetails: 'none', determinationsAccepted: [] } },
      'determination-not-accepted',
    ],
    [
      'and after them',
      { organisation: { bankDetails: 'none' }, claimedElsewhere: ['learner-1'] },
      'not-eligible',
    ],
  ] as const)('missing bank details give way to whatever else is wrong: %s', (_what, changes, kind) => {
    const record = runRules(someFacts(changes));
    expect(refusalKindOf(record)).toBe(kind);
    expect(problemsOf(record).map(({ code }) => code)).toContain('bank-details-missing');
  });

  it('nothing is refused when nothing failed', () => {
    expect(refusalKindOf(runRules(someFacts()))).toBeUndefined();
    expect(problemsOf(runRules(someFacts()))).toEqual([]);
  });

  it('holds no name, number, date of birth or note, though whole records were given to the rules', () => {
    const personal = {
      niNumber: 'ZY987654D',
      givenName: 'Wilhelmina',
      familyName: 'Featherstonehaugh',
      jobTitle: 'Night lead',
      identityHash: 'f00dfeed',
      dateOfBirth: '1961-05-17',
    };
    const secrets = [...Object.values(personal), 'Sycamore Lodge', 'Juniper Training', 'call me on 07700'];
    const learners = ['learner-1', 'learner-2'].map((learnerId) => ({
      ...aRuleLearner({ learnerId }),
      ...personal,
    }));
    for (const catalogue of [[DIPLOMA], [CERTIFICATE], [IN_HOUSE], [COURSE], []]) {
      for (const startDate of ['2025-07-01', '1962-01-01', '2026-01-01']) {
        const facts = someFacts({
          catalogue,
          learners,
          organisation: { name: 'Sycamore Lodge' },
          claim: {
            startDate,
            note: 'call me on 07700',
            provider: { name: 'Juniper Training', qualityAssured: false },
          },
        });
        const written = JSON.stringify(runRules(facts));
        expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
      }
    }
  });
});
