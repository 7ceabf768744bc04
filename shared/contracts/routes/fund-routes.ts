import type { Route } from '../routes.ts';

/** What everybody may see of the funds, and what lets a stopped one go on. */
export const FUND_ROUTES = [
  {
    operation: 'readFund',
    method: 'GET',
    path: '/v1/funds/{fund}/{year}',
    access: 'public',
    servedBy: 'api/funds',
  },
  {
    operation: 'readOrderLog',
    method: 'GET',
    path: '/v1/order-log/{fund}/{year}',
    access: 'public',
    servedBy: 'api/funds',
  },
  {
    operation: 'readProof',
    method: 'GET',
    path: '/v1/funds/{fund}/{year}/proof',
    access: 'public',
    servedBy: 'api/funds',
  },
  {
    operation: 'releaseFund',
    method: 'POST',
    path: '/v1/funds/{fund}/{year}/release',
    access: 'signed-in',
    servedBy: 'api/fund-releases',
  },
] as const satisfies readonly Route[];
