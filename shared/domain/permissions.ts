import type { Person, Role } from './person.ts';

/** What people do. One row of the table below each. */
export const ACTIONS = [
  'learner.read',
  'learner.write',
  'claim.read',
  'claim.write',
  'claim.submit',
  'claim.withdraw',
  'evidence.read',
  'evidence.write',
  'work.list',
  'work.take',
  'work.take-over',
  'review.record',
  'review.decide',
  'fund.release',
  'scheme.read',
  'scheme.propose',
  'scheme.approve',
] as const;
export type Action = (typeof ACTIONS)[number];

const EVERY_EMPLOYER = ['owner', 'submitter', 'reader'] as const;
const WHO_CLAIMS = ['owner', 'submitter'] as const;
const WHO_REVIEWS = ['caseworker', 'lead-caseworker'] as const;
const STAFF_WHO_READ = [
  'caseworker',
  'lead-caseworker',
  'quality-assurer',
  'payments-officer',
  'onboarder',
  'policy-owner',
  'support',
] as const;

/**
 * Who may do what. An employer's people act on their own organisation alone (that is checked by where the data is
 * read from, so another employer's things are simply not found); staff act on every employer's.
 */
const PERMISSIONS: Readonly<Record<Action, readonly Role[]>> = {
  'learner.read': EVERY_EMPLOYER,
  'learner.write': WHO_CLAIMS,
  'claim.read': [...EVERY_EMPLOYER, ...STAFF_WHO_READ],
  'claim.write': WHO_CLAIMS,
  'claim.submit': WHO_CLAIMS,
  'claim.withdraw': WHO_CLAIMS,
  'evidence.read': [...EVERY_EMPLOYER, ...STAFF_WHO_READ],
  'evidence.write': WHO_CLAIMS,
  'work.list': ['caseworker', 'lead-caseworker', 'quality-assurer', 'support'],
  'work.take': WHO_REVIEWS,
  'work.take-over': ['lead-caseworker'],
  'review.record': WHO_REVIEWS,
  'review.decide': WHO_REVIEWS,
  'fund.release': ['payments-officer'],
  'scheme.read': STAFF_WHO_READ,
  'scheme.propose': ['policy-owner'],
  'scheme.approve': ['policy-owner'],
};

export const mayDo = (person: Person, action: Action): boolean => PERMISSIONS[action].includes(person.role);

export const rolesThatMay = (action: Action): readonly Role[] => PERMISSIONS[action];
