import { INVOICE } from './claims.ts';
import type { Operation } from '../../shared/contracts/routes.ts';

/** Per operation: the fields that it cannot do without, and its texts with the most characters that they take. */
export const FIELDS: Partial<
  Record<
    Operation,
    { readonly required: readonly string[]; readonly texts: Readonly<Record<string, number>> }
  >
> = {
  releaseFund: { required: ['reason'], texts: { reason: 1_000 } },
  proposeChange: { required: ['kind', 'effectiveOn', 'reason'], texts: { reason: 1_000 } },
  registerLearner: {
    required: ['niNumber', 'givenName', 'familyName', 'jobTitle', 'roleCategory', 'regulated'],
    texts: { givenName: 100, familyName: 100, jobTitle: 100 },
  },
  editLearner: { required: [], texts: { jobTitle: 100 } },
  draftClaim: {
    required: ['type', 'trainingCode', 'provider', 'learners'],
    texts: { trainingCode: 40, note: 1_500, 'provider/name': 200 },
  },
  quoteClaim: {
    required: ['type', 'trainingCode', 'provider', 'learners'],
    texts: { trainingCode: 40, note: 1_500, 'provider/name': 200 },
  },
  editClaim: { required: [], texts: { trainingCode: 40, note: 1_500, 'provider/name': 200 } },
  submitClaim: { required: ['declaration'], texts: {} },
  withdrawClaim: { required: ['reason'], texts: { reason: 500 } },
  requestUpload: {
    required: ['kind', 'fileName', 'contentType', 'sizeBytes', 'sha256'],
    texts: { fileName: 200 },
  },
  takeNextWorkItem: { required: [], texts: {} },
  recordReview: { required: ['steps'], texts: { 'steps/0/note': 1_500 } },
  decideClaim: { required: ['outcome'], texts: {} },
  splitClaim: { required: ['learnerIds'], texts: {} },
  holdClaim: { required: ['reason'], texts: { reason: 500 } },
  setSandboxClock: { required: ['now'], texts: {} },
  setSandboxFund: { required: ['limitPence', 'capPence'], texts: {} },
};

const PAYMENT_STEP = { step: 'payment', outcome: 'met', costPerLearnerPence: 15_000 };
const DAYS_THAT_ARE_NONE = [
  '2025-02-29',
  '2025-13-01',
  '2025-00-10',
  '2025-1-1',
  '01/02/2025',
  '2025-09-01T00:00',
  '1899-12-31',
  '2200-01-01',
  '',
];
const NOT_AN_AMOUNT = [0, -1, 1.5, 1e300, 100_000_000_001, '15000'];

/** What is wrong beyond the kind of a field: the operation, a path into its body, values, and the code of the entry. */
export const WRONG_VALUES: readonly (readonly [Operation, string, readonly unknown[], string?])[] = [
  [
    'registerLearner',
    'niNumber',
    [
      '',
      'QQ123456C',
      'AB12345C',
      'AB1234567C',
      'AB123456E',
      'GB123456A',
      'ß123456A',
      `AB${'1'.repeat(9_000)}`,
    ],
  ],
  ['registerLearner', 'roleCategory', ['manager', '']],
  ['registerLearner', 'dateOfBirth', DAYS_THAT_ARE_NONE],
  ['registerLearner', 'dateOfBirth', ['2025-10-02', '2026-10-01'], 'date-in-the-future'],
  ['registerLearner', 'regulated', ['yes', 0, 'false']],
  ['proposeChange', 'kind', ['pot', '']],
  ['proposeChange', 'effectiveOn', DAYS_THAT_ARE_NONE],
  ['proposeChange', 'csv', ['', 'code', 'code,title\n"', 'x'.repeat(250_001)]],
  ['proposeChange', 'entries', [[], [{}]]],
  ['proposeChange', 'versions', [[], [{ version: '2025-26.2' }]]],
  ['editLearner', 'niNumber', ['AB123456C'], 'unknown-field'],
  ['editLearner', 'dateOfBirth', DAYS_THAT_ARE_NONE],
  ['draftClaim', 'type', ['completion', 'FULL']],
  ['quoteClaim', 'type', ['completion', 'FULL', undefined]],
  ['quoteClaim', 'learners', [[]]],
  ['quoteClaim', 'paymentDate', DAYS_THAT_ARE_NONE],
  ['quoteClaim', 'declaredCostPence', NOT_AN_AMOUNT],
  ['quoteClaim', 'surprise', [1], 'unknown-field'],
  ['draftClaim', 'trainingCode', ['NOT-ON-THE-LIST', 'upm'], 'training-not-on-the-list'],
  ['draftClaim', 'learners', [[]]],
  ['draftClaim', 'learners/0/surprise', [1], 'unknown-field'],
  ['draftClaim', 'learners/0/learnerId', ['', 'with space', '../up', 'x'.repeat(65)]],
  ['draftClaim', 'learners/0/learnerId', ['unknown', '01K6FFZYM0BGAH9AWSY1KRQZXD'], 'learner-not-found'],
  ['draftClaim', 'learners/0/completionDate', DAYS_THAT_ARE_NONE],
  ['draftClaim', 'startDate', DAYS_THAT_ARE_NONE],
  ['draftClaim', 'paymentDate', DAYS_THAT_ARE_NONE],
  ['draftClaim', 'declaredCostPence', NOT_AN_AMOUNT],
  ['draftClaim', 'provider/qualityAssured', ['yes', undefined]],
  ['draftClaim', 'provider/surprise', [1], 'unknown-field'],
  ['editClaim', 'type', ['full'], 'unknown-field'],
  ['editClaim', 'status', ['approved'], 'unknown-field'],
  ['editClaim', 'organisation', ['harbour'], 'unknown-field'],
  ['editClaim', 'version', [9], 'unknown-field'],
  ['editClaim', 'trainingCode', [null]],
  ['editClaim', 'paymentDate', DAYS_THAT_ARE_NONE],
  ['editClaim', 'declaredCostPence', NOT_AN_AMOUNT],
  ['submitClaim', 'declaration', [false, 'true', 1, null]],
  ['requestUpload', 'kind', ['receipt', 'PAYMENT']],
  [
    'requestUpload',
    'contentType',
    ['text/html', 'application/x-msdownload', 'application/pdf; charset=utf-8'],
  ],
  ['requestUpload', 'sizeBytes', [0, -1, 1.5, '10']],
  ['requestUpload', 'sizeBytes', [2 * 1024 * 1024 + 1, 1e12], 'evidence-size'],
  [
    'requestUpload',
    'sha256',
    ['', INVOICE.sha256.toUpperCase(), INVOICE.sha256.slice(1), `${INVOICE.sha256}0`],
  ],
  ['requestUpload', 'learnerId', ['any'], 'learner-not-expected'],
  ['takeNextWorkItem', 'kinds', [[], ['appeal'], 'review']],
  ['recordReview', 'steps', [[]]],
  ['recordReview', 'steps', [Array.from({ length: 41 }, () => PAYMENT_STEP)]],
  ['recordReview', 'steps/0/step', ['evidence', undefined]],
  ['recordReview', 'steps/0/outcome', ['approved', undefined]],
  ['recordReview', 'steps/0/costPerLearnerPence', NOT_AN_AMOUNT],
  ['recordReview', 'steps/0/paidInFull', ['yes']],
  ['recordReview', 'steps/0/learnerId', ['one'], 'unknown-field'],
  ['recordReview', 'steps/0/reasonCodes', [Array.from({ length: 11 }, () => 'x'), 'x']],
  ['decideClaim', 'outcome', ['paid', 'approve', '']],
  ['splitClaim', 'learnerIds', [[], Array.from({ length: 30 }, () => 'x'), 'x', ['']]],
  ['holdClaim', 'until', DAYS_THAT_ARE_NONE],
  [
    'setSandboxClock',
    'now',
    [
      '2025-10-01',
      '2025-02-30T09:00:00Z',
      '2025-10-01T24:00:00Z',
      '9999-12-31T23:59:59Z',
      '2025-10-01T09:00:00',
      5,
      '',
    ],
  ],
  ['setSandboxFund', 'limitPence', NOT_AN_AMOUNT],
  ['setSandboxFund', 'capPence', NOT_AN_AMOUNT],
];

/** Queries that are wrong: the operation, the parameter, and values, as they stand in an address. */
export const WRONG_QUERIES: readonly (readonly [Operation, string, readonly string[]])[] = [
  ['listClaims', 'limit', ['0', '101', '-1', '1.5', 'many', '']],
  ['listClaims', 'cursor', ['abc', '%00', 'W10', 'x'.repeat(2_001)]],
  ['listClaims', 'sort', ['up', '']],
  ['listClaims', 'status', ['lost', '', 'draft,lost']],
  ['listClaims', 'type', ['half']],
  ['listClaims', 'trainingCode', ['x'.repeat(41)]],
  ['listClaims', 'submittedFrom', ['2025-10-01', '2025-02-30T00:00:00Z', 'yesterday']],
  ['listClaims', 'submittedTo', ['2025-10-01']],
  ['listLearners', 'q', ['x'.repeat(101)]],
  ['listLearners', 'limit', ['0', '101', 'many']],
  ['listLearners', 'cursor', ['abc', 'x'.repeat(2_001)]],
  ['listWorkItems', 'kind', ['registration']],
  ['listWorkItems', 'limit', ['0', '101']],
  ['listWorkItems', 'cursor', ['abc', 'x'.repeat(2_001)]],
  ['listChanges', 'limit', ['0', '101', 'many']],
  ['listChanges', 'cursor', ['abc', 'x'.repeat(2_001)]],
  ['searchCatalogue', 'q', ['x'.repeat(101)]],
  ['searchCatalogue', 'kind', ['diploma']],
  ['searchCatalogue', 'paymentDate', ['2025-02-30', 'today']],
];

/** Rules that a draft breaks: what is other about it, and how its submission is refused. */
export const BROKEN_RULES = [
  {
    what: 'a payment in the future',
    claim: { paymentDate: '2025-10-02' },
    refusal: { code: 'validation-failed', pointer: '/paymentDate', entry: 'date-in-the-future' },
  },
  {
    what: 'a completion in the future',
    claim: { completionDate: '2025-10-02' },
    refusal: {
      code: 'validation-failed',
      pointer: '/learners/0/completionDate',
      entry: 'date-in-the-future',
    },
  },
  {
    what: 'a start in the future',
    claim: { startDate: '2026-01-01' },
    refusal: { code: 'validation-failed', pointer: '/startDate', entry: 'date-in-the-future' },
  },
  {
    what: 'a completion before the start',
    claim: { completionDate: '2025-08-31' },
    refusal: {
      code: 'validation-failed',
      pointer: '/learners/0/completionDate',
      entry: 'completion-before-start',
    },
  },
  {
    what: 'a course that was not on the list on the payment date',
    claim: { trainingCode: 'AUTISM-L2', startDate: '2025-03-01', paymentDate: '2025-03-31' },
    refusal: { code: 'not-eligible', pointer: '/paymentDate', entry: 'training-not-valid-on-payment-date' },
  },
  {
    what: 'a start before the scheme',
    claim: { startDate: '2024-03-31' },
    refusal: { code: 'not-eligible', pointer: '/startDate', entry: 'before-scheme-start' },
  },
  {
    what: 'a payment before the scheme',
    claim: { startDate: '2024-03-01', paymentDate: '2024-03-31' },
    refusal: { code: 'not-eligible', pointer: '/paymentDate', entry: 'training-not-valid-on-payment-date' },
  },
  {
    what: 'a completion three months and a day ago',
    claim: { startDate: '2025-06-01', paymentDate: '2025-06-01', completionDate: '2025-06-30' },
    refusal: { code: 'outside-window', pointer: '/learners/0/completionDate', entry: 'outside-window' },
  },
  {
    what: 'an unknown age where the training has an age limit',
    claim: { trainingCode: 'ASCC-L2' },
    refusal: { code: 'not-eligible', pointer: '/learners/0', entry: 'learner-date-of-birth-missing' },
  },
] as const;
