import { governingEntry, governingPointer, judgedLines } from '../governing-day.ts';
import { schemeYearOf } from '../scheme-year.ts';
import { FROM_THE_START, fail, pass } from './rule.ts';
import type { JudgedFacts } from './judged-facts.ts';
import type { Rule } from './rule.ts';

const yearOf = (facts: JudgedFacts): string | undefined => {
  const governing = governingEntry(facts.claim, facts.catalogue);
  return governing === undefined ? undefined : schemeYearOf(governing.day);
};

const providesCare: Rule = {
  id: 'employer.provides-adult-social-care',
  version: 1,
  title: 'The employer provides adult social care in England',
  text: 'The employer provides at least one adult social care service and directly employs care staff in England.',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
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
  title: 'The registration is complete',
  text: 'The employer’s Senior Responsible Officer has finished the registration.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
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
  title: 'The workforce data set is up to date',
  text: 'The employer’s account in the Adult Social Care Workforce Data Set is up to date when it submits.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
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
  title: 'Registered with the Care Quality Commission',
  text: 'For Oliver McGowan training the employer is registered with the Care Quality Commission.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  source: 'Oliver McGowan training, who can claim (rule E5)',
  refusedAs: 'not-eligible',
  applies: ({ claim, catalogue }) => judgedLines(claim, catalogue).some(({ fund }) => fund === 'oliver'),
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
  title: 'The determination is accepted',
  text: 'The Senior Responsible Officer has accepted the grant determination of the year that the payment falls in.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
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

const BANK_STEPS = ['none', 'given', 'verified'] as const;
const NEEDED = { verified: 2, given: 1, 'not-needed': 0 } as const;

const bankDetails: Rule = {
  id: 'employer.bank-details',
  version: 1,
  title: 'Bank details',
  text: 'The employer’s business bank details are there, and verified, before it submits. The policy of the day says which.',
  source: 'Gates of submission: bank details (rules E9, E10, P5)',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  refusedAs: 'bank-details-missing',
  applies: ({ policy }) => policy.bankDetails !== 'not-needed',
  inputs: ({ organisation, policy }) => ({
    bankDetails: organisation.bankDetails,
    needed: policy.bankDetails,
  }),
  judge: ({ organisation, policy }) => {
    if (BANK_STEPS.indexOf(organisation.bankDetails) >= NEEDED[policy.bankDetails])
      return pass('Your organisation’s bank details are there.');
    return organisation.bankDetails === 'none'
      ? fail('Your organisation has given no bank details.', {
          code: 'bank-details-missing',
          pointer: '',
          fix: 'Ask your Senior Responsible Officer to add them. Your draft is kept.',
        })
      : fail('Your organisation’s bank details are not verified yet.', {
          code: 'bank-details-not-verified',
          pointer: '',
          fix: 'Wait until they are verified, then submit the claim. Your draft is kept.',
        });
  },
};

export const EMPLOYER_RULES: readonly Rule[] = [
  registered,
  providesCare,
  workforceDataSet,
  careQualityCommission,
  determinationAccepted,
  bankDetails,
];
