import type { Route } from '../routes.ts';

/** What caseworkers do: their queue, and a claim in review. */
export const REVIEW_ROUTES = [
  {
    operation: 'listWorkItems',
    method: 'GET',
    path: '/v1/work-items',
    access: 'signed-in',
    servedBy: 'api/reviews',
  },
  {
    operation: 'takeNextWorkItem',
    method: 'POST',
    path: '/v1/work-items/next',
    access: 'signed-in',
    servedBy: 'api/reviews',
  },
  {
    operation: 'takeAssignment',
    method: 'PUT',
    path: '/v1/claims/{ref}/assignment',
    access: 'signed-in',
    servedBy: 'api/reviews',
  },
  {
    operation: 'giveBackAssignment',
    method: 'DELETE',
    path: '/v1/claims/{ref}/assignment',
    access: 'signed-in',
    servedBy: 'api/reviews',
  },
  {
    operation: 'recordReview',
    method: 'PUT',
    path: '/v1/claims/{ref}/review',
    access: 'signed-in',
    servedBy: 'api/reviews',
  },
  {
    operation: 'decideClaim',
    method: 'POST',
    path: '/v1/claims/{ref}/decision',
    access: 'signed-in',
    servedBy: 'api/reviews',
  },
  {
    operation: 'splitClaim',
    method: 'POST',
    path: '/v1/claims/{ref}/split',
    access: 'signed-in',
    servedBy: 'api/reviews',
  },
  {
    operation: 'holdClaim',
    method: 'POST',
    path: '/v1/claims/{ref}/hold',
    access: 'signed-in',
    servedBy: 'api/reviews',
  },
  {
    operation: 'resumeClaim',
    method: 'POST',
    path: '/v1/claims/{ref}/resume',
    access: 'signed-in',
    servedBy: 'api/reviews',
  },
] as const satisfies readonly Route[];
