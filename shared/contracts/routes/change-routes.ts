import type { Route } from '../routes.ts';

/** What policy owners do with the scheme itself. */
export const CHANGE_ROUTES = [
  {
    operation: 'proposeChange',
    method: 'POST',
    path: '/v1/change-sets',
    access: 'signed-in',
    servedBy: 'api/scheme-changes',
  },
  {
    operation: 'listChanges',
    method: 'GET',
    path: '/v1/change-sets',
    access: 'signed-in',
    servedBy: 'api/scheme-changes',
  },
  {
    operation: 'readChange',
    method: 'GET',
    path: '/v1/change-sets/{changeSetId}',
    access: 'signed-in',
    servedBy: 'api/scheme-changes',
  },
  {
    operation: 'replayChange',
    method: 'POST',
    path: '/v1/change-sets/{changeSetId}/replay',
    access: 'signed-in',
    servedBy: 'api/scheme-changes',
  },
  {
    operation: 'approveChange',
    method: 'POST',
    path: '/v1/change-sets/{changeSetId}/approval',
    access: 'signed-in',
    servedBy: 'api/scheme-changes',
  },
] as const satisfies readonly Route[];
