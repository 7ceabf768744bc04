import { evidenceRequired } from '../catalogue.ts';
import { governingEntry } from '../governing-day.ts';
import type { JudgedFacts } from './judged-facts.ts';
import { FROM_THE_START, fail, pass, refer } from './rule.ts';
import type { Rule, RuleEvidence } from './rule.ts';

const requiredOf = ({ claim, catalogue }: JudgedFacts) =>
  evidenceRequired(
    governingEntry(claim, catalogue)?.entry ?? catalogue[0] ?? { rate: 'up-to-maximum' },
    claim.type,
    claim.startPart?.paymentPlan,
  );

/** A file that was refused, or that never came, shows nothing. */
const counts = ({ status }: RuleEvidence): boolean => status === 'clean' || status === 'scanning';

const files = ({ evidence = [] }: JudgedFacts): readonly string[] =>
  evidence.map(({ kind, learnerId, status }) => [kind, learnerId ?? 'claim', status].join(':'));

const payment: Rule = {
  id: 'evidence.payment',
  version: 1,
  title: 'Evidence of payment',
  text: 'A full claim and a start part show that the training was paid for, and a completion part on a payment plan shows that the rest was. In-house training and other completion parts show no payment.',
  source: 'Evidence by type of claim (section 7)',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  refusedAs: 'evidence',
  applies: (facts) => facts.evidence !== undefined && requiredOf(facts).payment,
  inputs: (facts) => ({ files: files(facts) }),
  judge: ({ evidence = [] }) =>
    evidence.some((file) => file.kind === 'payment' && counts(file))
      ? pass('There is evidence of payment.')
      : fail('Evidence of payment is missing.', {
          code: 'evidence-missing',
          pointer: '/evidence/payment',
          fix: 'Upload an invoice marked paid, or an invoice with its receipt.',
        }),
};

const completion: Rule = {
  id: 'evidence.completion',
  version: 1,
  title: 'Evidence of completion',
  text: 'A full claim and a completion part show, for each learner, that the training was completed. A start part does not.',
  source: 'Evidence by type of claim (section 7)',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  refusedAs: 'evidence',
  applies: (facts) => facts.evidence !== undefined && requiredOf(facts).completion,
  inputs: (facts) => ({ files: files(facts) }),
  judge: ({ claim, evidence = [] }) => {
    const index = claim.learners.findIndex(
      ({ learnerId }) =>
        !evidence.some((file) => file.kind === 'completion' && file.learnerId === learnerId && counts(file)),
    );
    return index === -1
      ? pass('There is evidence of completion for everybody on the claim.')
      : fail('Evidence of completion is missing.', {
          code: 'evidence-missing',
          pointer: `/learners/${index}/evidence`,
          fix: 'Upload the dated certificate of this learner.',
        });
  },
};

const paidByEmployer: Rule = {
  id: 'evidence.paid-by-employer',
  version: 1,
  title: 'Paid by the employer',
  text: 'The employer paid for the training. What learners or others paid is not paid back. A caseworker reads who paid from the evidence.',
  source: 'Only employers claim, and only what they paid (rules E7, A1; section 7)',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
  refusedAs: 'not-eligible',
  applies: (facts) => requiredOf(facts).payment,
  inputs: ({ claim }) => ({ type: claim.type }),
  judge: () => refer('A caseworker reads from the evidence that you paid for the training.'),
};

const eligibleTraining: Rule = {
  id: 'evidence.eligible-training',
  version: 1,
  title: 'Paid for the training that is claimed',
  text: 'What was paid for is the training on the claim, without travel, food, accommodation, equipment or cover for staff who are away. A caseworker reads it from the evidence.',
  source: 'What can be claimed (rules A5, A8; section 7)',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
  refusedAs: 'not-eligible',
  applies: (facts) => requiredOf(facts).payment,
  inputs: ({ claim }) => ({ trainingCode: claim.trainingCode }),
  judge: () =>
    refer('A caseworker reads from the evidence that the training on the claim is what was paid for.'),
};

export const EVIDENCE_RULES: readonly Rule[] = [payment, completion, paidByEmployer, eligibleTraining];
