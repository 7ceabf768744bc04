import { governingEntry, governingPointer } from '../governing-day.ts';
import { schemeYearOf } from '../scheme-year.ts';
import { fail, pass } from './rule.ts';
import type { Rule, RuleFacts } from './rule.ts';

const yearOf = (facts: RuleFacts): string | undefined => {
  const governing = governingEntry(facts.claim, facts.catalogue);
  return governing === undefined ? undefined : schemeYearOf(governing.day);
};

const providesCare: Rule = {
  id: 'employer.provides-adult-social-care',
  version: 1,
  source: 'LDSS guide for employers, who can claim (rules E1, E2)',
  refusedAs: 'not-eligible',
  applies: () => true,
  inputs: ({ organisation }) => ({
    providesAdultSocialCare: organisation.providesAdultSocialCare,
    employsInEngland: organisation.employsInEngland,
  }),
  judge: ({ organisation }) =>
    organisation.providesAdultSocialCare && organisation.employsInEngland
      ? pass('You provide adult social care and employ care staff in England.')
      : fail('The scheme is for employers that provide adult social care and employ care staff in England.', {
          code: 'employer-not-eligible',
          pointer: '',
          fix: 'Check your organisation’s registration.',
        }),
};

const registered: Rule = {
  id: 'employer.registration-complete',
  version: 1,
  source: 'Gates of submission: the Senior Responsible Officer’s registration is complete (rules E8, P5)',
  refusedAs: 'not-eligible',
  applies: () => true,
  inputs: ({ organisation }) => ({ registration: organisation.registration }),
  judge: ({ organisation }) =>
    organisation.registration === 'registered'
      ? pass('Your organisation is registered.')
      : fail('Your organisation’s registration is not finished.', {
          code: 'registration-not-complete',
          pointer: '',
          fix: 'Finish the registration, then submit the claim. Your draft is kept.',
        }),
};

const workforceDataSet: Rule = {
  id: 'employer.workforce-data-set-up-to-date',
  version: 1,
  source: 'LDSS guide for employers; checked at submission (rule E3)',
  refusedAs: 'not-eligible',
  applies: () => true,
  inputs: ({ organisation }) => ({ upToDateAt: organisation.workforceDataSetUpToDateAt ?? null }),
  judge: ({ organisation }) =>
    organisation.workforceDataSetUpToDateAt === undefined
      ? fail('Your Adult Social Care Workforce Data Set account is not up to date.', {
          code: 'workforce-data-set-stale',
          pointer: '',
          fix: 'Update your account, then submit the claim again.',
        })
      : pass('Your Adult Social Care Workforce Data Set account is up to date.'),
};

const careQualityCommission: Rule = {
  id: 'employer.registered-with-cqc',
  version: 1,
  source: 'Oliver McGowan training, who can claim (rule E5)',
  refusedAs: 'not-eligible',
  applies: (facts) => facts.catalogue.some(({ fund }) => fund === 'oliver'),
  inputs: ({ organisation }) => ({ registeredWithCqc: organisation.registeredWithCqc }),
  judge: ({ organisation }) =>
    organisation.registeredWithCqc
      ? pass('You are registered with the Care Quality Commission.')
      : fail(
          'Only employers registered with the Care Quality Commission can claim for Oliver McGowan training.',
          {
            code: 'employer-not-registered-with-cqc',
            pointer: '/trainingCode',
            fix: 'Choose other training, or add your registration to your organisation’s details.',
          },
        ),
};

const determinationAccepted: Rule = {
  id: 'employer.determination-accepted',
  version: 1,
  source: 'Grant determination; accepted for every year claimed (rules E8, Y4)',
  refusedAs: 'determination-not-accepted',
  applies: (facts) => yearOf(facts) !== undefined,
  inputs: (facts) => ({ year: yearOf(facts) ?? null, accepted: facts.organisation.determinationsAccepted }),
  judge: (facts) => {
    const year = yearOf(facts) ?? '';
    return facts.organisation.determinationsAccepted.includes(year)
      ? pass(`Your Senior Responsible Officer has accepted the grant determination for ${year}.`)
      : fail(`Your Senior Responsible Officer has not accepted the grant determination for ${year}.`, {
          code: 'determination-not-accepted',
          pointer: governingPointer(facts.claim, facts.catalogue),
          fix: `Ask your Senior Responsible Officer to accept the determination for ${year}. Your draft is kept.`,
        });
  },
};

export const EMPLOYER_RULES: readonly Rule[] = [
  registered,
  providesCare,
  workforceDataSet,
  careQualityCommission,
  determinationAccepted,
];
