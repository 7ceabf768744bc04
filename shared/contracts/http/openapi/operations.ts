import type { Operation } from '../../routes.ts';
import { CHANGE_OPERATIONS } from './change-operations.ts';
import { CLAIM_OPERATIONS } from './claim-operations.ts';
import { EVIDENCE_OPERATIONS } from './evidence-operations.ts';
import { LEARNER_OPERATIONS } from './learner-operations.ts';
import type { OperationContract } from './operation.ts';
import { PROOF_OPERATIONS } from './proof-operations.ts';
import { ORDER_LOG_OPERATIONS } from './order-log-operations.ts';
import { QUOTE_OPERATIONS } from './quote-operations.ts';
import { REVIEW_OPERATIONS } from './review-operations.ts';
import { SANDBOX_OPERATIONS, SCHEME_OPERATIONS } from './scheme-operations.ts';

/** The contract of every operation. One that is missing, or that no route leads to, is a compile error. */
export const OPERATIONS: Readonly<Record<Operation, OperationContract>> = {
  ...SCHEME_OPERATIONS,
  ...ORDER_LOG_OPERATIONS,
  ...PROOF_OPERATIONS,
  ...CHANGE_OPERATIONS,
  ...LEARNER_OPERATIONS,
  ...CLAIM_OPERATIONS,
  ...QUOTE_OPERATIONS,
  ...EVIDENCE_OPERATIONS,
  ...REVIEW_OPERATIONS,
  ...SANDBOX_OPERATIONS,
};
