import type { Route } from '../routes.ts';

/** The controls of a copy in which nothing is real. */
export const SANDBOX_ROUTES = [
  {
    operation: 'setSandboxClock',
    method: 'PUT',
    path: '/sandbox/clock',
    access: 'sandbox',
    servedBy: 'sandbox/controls',
  },
  {
    operation: 'setSandboxFund',
    method: 'PUT',
    path: '/sandbox/funds/{fund}/{year}',
    access: 'sandbox',
    servedBy: 'sandbox/controls',
  },
  {
    operation: 'runScheduled',
    method: 'POST',
    path: '/sandbox/run/{scheduled}',
    access: 'sandbox',
    servedBy: 'sandbox/controls',
  },
] as const satisfies readonly Route[];
