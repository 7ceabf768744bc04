import type { StepOutcome } from './review.ts';

/**
 * Why a caseworker sends a claim back or rejects it. A fault that the employer can mend may only be sent back: it is
 * never a reason to reject. Sources: evidence rules (section 7) and the service team's processing reasons (P2).
 */
interface Reason {
  readonly step: 'payment' | 'completion';
  readonly outcome: Exclude<StepOutcome, 'met'>;
  /** The rule that the reason is about, by its id. A refusal names it. */
  readonly rule: string;
  readonly detail: string;
  readonly fix: string;
}

export const REASONS = {
  'payment-not-shown': {
    step: 'payment',
    outcome: 'action',
    rule: 'evidence.payment',
    detail: 'The payment evidence does not show that the training was paid for.',
    fix: 'Add an invoice marked paid, or an invoice with its receipt.',
  },
  'payment-date-missing': {
    step: 'payment',
    outcome: 'action',
    rule: 'evidence.payment',
    detail: 'The payment evidence does not show the date of payment.',
    fix: 'Add evidence that shows the date the payment was made.',
  },
  'payee-missing': {
    step: 'payment',
    outcome: 'action',
    rule: 'evidence.payment',
    detail: 'The payment evidence does not show who was paid, or their VAT number.',
    fix: 'Add evidence that names the training provider and its VAT number, unless it is exempt.',
  },
  'learners-not-broken-down': {
    step: 'payment',
    outcome: 'action',
    rule: 'evidence.payment',
    detail: 'The payment covers several learners or courses and is not broken down.',
    fix: 'Add a breakdown of the cost for each learner and course.',
  },
  'payment-illegible': {
    step: 'payment',
    outcome: 'action',
    rule: 'evidence.payment',
    detail: 'The payment evidence cannot be read.',
    fix: 'Upload a clear, complete, original copy.',
  },
  'payment-date-wrong': {
    step: 'payment',
    outcome: 'action',
    rule: 'evidence.payment',
    detail: 'The payment date on the claim is not the date on the evidence.',
    fix: 'Change the payment date, or add evidence of the date you gave.',
  },
  'not-eligible-training': {
    step: 'payment',
    outcome: 'reject',
    rule: 'evidence.eligible-training',
    detail: 'The payment was for training that the scheme does not cover.',
    fix: 'Check the list of eligible training before you make another claim.',
  },
  'paid-by-learner': {
    step: 'payment',
    outcome: 'reject',
    rule: 'evidence.paid-by-employer',
    detail: 'The training was not paid for by the employer.',
    fix: 'The scheme pays back employers only.',
  },
  'certificate-not-shown': {
    step: 'completion',
    outcome: 'action',
    rule: 'evidence.completion',
    detail: 'The completion evidence is not a certificate or a record of completion.',
    fix: 'Add the certificate, with the learner’s name, the date and the provider.',
  },
  'certificate-date-missing': {
    step: 'completion',
    outcome: 'action',
    rule: 'evidence.completion',
    detail: 'The certificate does not show the date of completion.',
    fix: 'Add a dated certificate.',
  },
  'certificate-name-differs': {
    step: 'completion',
    outcome: 'action',
    rule: 'evidence.completion',
    detail: 'The name on the certificate is not the learner’s name on the claim.',
    fix: 'Correct the learner’s name, or add evidence that links the two names.',
  },
  'certificate-illegible': {
    step: 'completion',
    outcome: 'action',
    rule: 'evidence.completion',
    detail: 'The completion evidence cannot be read.',
    fix: 'Upload a clear, complete, original copy.',
  },
  'completion-date-wrong': {
    step: 'completion',
    outcome: 'action',
    rule: 'evidence.completion',
    detail: 'The completion date on the claim is not the date on the certificate.',
    fix: 'Change the completion date, or add evidence of the date you gave.',
  },
  apprenticeship: {
    step: 'completion',
    outcome: 'reject',
    rule: 'training.not-an-apprenticeship',
    detail: 'The training was part of an apprenticeship.',
    fix: 'Apprenticeship training is paid for in other ways and cannot be claimed here.',
  },
  'not-employed-at-start': {
    step: 'completion',
    outcome: 'reject',
    rule: 'learner.employed-at-start',
    detail: 'The learner did not work for you when the training started.',
    fix: 'Only the employer at the start of the training can claim for it.',
  },
  'trainer-not-approved': {
    step: 'completion',
    outcome: 'reject',
    rule: 'training.approved-trainer',
    detail: 'The trainer is not on NHS England’s approved list.',
    fix: 'Oliver McGowan training is covered only when an approved trainer gives it.',
  },
  'no-longer-employed': {
    step: 'completion',
    outcome: 'action',
    rule: 'completion.employed-at-completion',
    detail: 'The learner had left your employment before completion.',
    fix: 'Change the completion part: take this learner off it.',
  },
} as const satisfies Readonly<Record<string, Reason>>;

export const reasonFor = (code: string): Reason | undefined =>
  Object.entries(REASONS).find(([known]) => known === code)?.[1];
