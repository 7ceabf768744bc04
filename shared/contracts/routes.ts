import { CHANGE_ROUTES } from './routes/change-routes.ts';
import { FUND_ROUTES } from './routes/fund-routes.ts';
import { REVIEW_ROUTES } from './routes/review-routes.ts';
import { SANDBOX_ROUTES } from './routes/sandbox-routes.ts';

/**
 * Every operation of the API, once. The CDK app makes the HTTP API's routes from this table, each function
 * dispatches by it, the permission test walks it, and the OpenAPI document is generated from it.
 *
 * `access` says who gets past the gateway: `public` needs no token, `signed-in` needs a valid one (what the
 * person may then do is decided by the permission table), `sandbox` exists in the local and sandbox stages alone.
 */
export interface Route {
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly access: 'public' | 'signed-in' | 'sandbox';
  /** The function's folder under `functions/`. */
  readonly servedBy: ApiFunction;
}

export const API_FUNCTIONS = [
  'api/scheme',
  'api/funds',
  'api/learners',
  'api/claims',
  'api/quotes',
  'api/evidence',
  'api/reviews',
  'api/fund-releases',
  'api/scheme-changes',
  'sandbox/controls',
] as const;
export type ApiFunction = (typeof API_FUNCTIONS)[number];

export const ROUTES = [
  {
    operation: 'describeScheme',
    method: 'GET',
    path: '/v1/scheme',
    access: 'public',
    servedBy: 'api/scheme',
  },
  {
    operation: 'searchCatalogue',
    method: 'GET',
    path: '/v1/catalogue',
    access: 'public',
    servedBy: 'api/scheme',
  },
  {
    operation: 'readOpenApi',
    method: 'GET',
    path: '/v1/openapi.json',
    access: 'public',
    servedBy: 'api/scheme',
  },

  ...FUND_ROUTES,
  ...CHANGE_ROUTES,

  {
    operation: 'registerLearner',
    method: 'POST',
    path: '/v1/learners',
    access: 'signed-in',
    servedBy: 'api/learners',
  },
  {
    operation: 'listLearners',
    method: 'GET',
    path: '/v1/learners',
    access: 'signed-in',
    servedBy: 'api/learners',
  },
  {
    operation: 'editLearner',
    method: 'PATCH',
    path: '/v1/learners/{learnerId}',
    access: 'signed-in',
    servedBy: 'api/learners',
  },

  {
    operation: 'quoteClaim',
    method: 'POST',
    path: '/v1/quotes',
    access: 'signed-in',
    servedBy: 'api/quotes',
  },
  {
    operation: 'draftClaim',
    method: 'POST',
    path: '/v1/claims',
    access: 'signed-in',
    servedBy: 'api/claims',
  },
  { operation: 'listClaims', method: 'GET', path: '/v1/claims', access: 'signed-in', servedBy: 'api/claims' },
  {
    operation: 'readClaim',
    method: 'GET',
    path: '/v1/claims/{ref}',
    access: 'signed-in',
    servedBy: 'api/claims',
  },
  {
    operation: 'editClaim',
    method: 'PATCH',
    path: '/v1/claims/{ref}',
    access: 'signed-in',
    servedBy: 'api/claims',
  },
  {
    operation: 'deleteDraft',
    method: 'DELETE',
    path: '/v1/claims/{ref}',
    access: 'signed-in',
    servedBy: 'api/claims',
  },
  {
    operation: 'submitClaim',
    method: 'POST',
    path: '/v1/claims/{ref}/submission',
    access: 'signed-in',
    servedBy: 'api/claims',
  },
  {
    operation: 'withdrawClaim',
    method: 'POST',
    path: '/v1/claims/{ref}/withdrawal',
    access: 'signed-in',
    servedBy: 'api/claims',
  },
  {
    operation: 'readHistory',
    method: 'GET',
    path: '/v1/claims/{ref}/history',
    access: 'signed-in',
    servedBy: 'api/claims',
  },
  {
    operation: 'readDecisionRecord',
    method: 'GET',
    path: '/v1/claims/{ref}/decision-record',
    access: 'signed-in',
    servedBy: 'api/claims',
  },
  {
    operation: 'readReceipt',
    method: 'GET',
    path: '/v1/claims/{ref}/receipt',
    access: 'signed-in',
    servedBy: 'api/claims',
  },

  {
    operation: 'requestUpload',
    method: 'POST',
    path: '/v1/claims/{ref}/evidence',
    access: 'signed-in',
    servedBy: 'api/evidence',
  },
  {
    operation: 'listEvidence',
    method: 'GET',
    path: '/v1/claims/{ref}/evidence',
    access: 'signed-in',
    servedBy: 'api/evidence',
  },
  {
    operation: 'readEvidence',
    method: 'GET',
    path: '/v1/claims/{ref}/evidence/{evidenceId}',
    access: 'signed-in',
    servedBy: 'api/evidence',
  },
  {
    operation: 'deleteEvidence',
    method: 'DELETE',
    path: '/v1/claims/{ref}/evidence/{evidenceId}',
    access: 'signed-in',
    servedBy: 'api/evidence',
  },

  ...REVIEW_ROUTES,
  ...SANDBOX_ROUTES,
] as const satisfies readonly Route[];

export type Operation = (typeof ROUTES)[number]['operation'];
