import { describe, expect, it } from 'vitest';
import { ACTIONS, mayDo, rolesThatMay } from '../../../shared/domain/permissions.ts';
import type { Action } from '../../../shared/domain/permissions.ts';
import { EMPLOYER_ROLES, STAFF_ROLES, actorOf } from '../../../shared/domain/person.ts';
import type { Person, Role } from '../../../shared/domain/person.ts';

/** The columns, in this order: owner, submitter, reader; then the seven roles of staff. */
const ROLES: readonly Role[] = [
  'owner',
  'submitter',
  'reader',
  'caseworker',
  'lead-caseworker',
  'quality-assurer',
  'onboarder',
  'payments-officer',
  'policy-owner',
  'support',
];

/**
 * Who may do what. y: may; dot: may not. Employers: owners and submitters claim, readers read. Staff: everybody reads a
 * claim, caseworkers and their leads review, only a lead takes over, support and quality assurers look on. Nobody on
 * the staff ever changes a claim, and nobody at an employer ever reviews one. Payments officers
 * let a stopped fund's money move again. Policy owners alone change the scheme, two of them together.
 */
const MATRIX: Readonly<Record<Action, string>> = {
  'learner.read': 'yyy .......',
  'learner.write': 'yy. .......',
  'claim.read': 'yyy yyyyyyy',
  'claim.write': 'yy. .......',
  'claim.submit': 'yy. .......',
  'claim.withdraw': 'yy. .......',
  'evidence.read': 'yyy yyyyyyy',
  'evidence.write': 'yy. .......',
  'work.list': '... yyy...y',
  'work.take': '... yy.....',
  'work.take-over': '... .y.....',
  'review.record': '... yy.....',
  'review.decide': '... yy.....',
  'fund.release': '... ....y..',
  'scheme.read': '... yyyyyyy',
  'scheme.propose': '... .....y.',
  'scheme.approve': '... .....y.',
};

function personWith(role: Role): Person {
  const employer = EMPLOYER_ROLES.find((known) => known === role);
  if (employer) return { kind: 'employer', personId: 'person-1', organisationId: 'org-1', role: employer };
  const staff = STAFF_ROLES.find((known) => known === role);
  if (staff) return { kind: 'staff', personId: 'person-1', role: staff };
  throw new Error(`No such role: ${role}`);
}

const cells = ACTIONS.flatMap((action) =>
  ROLES.map((role, column) => ({
    action,
    role,
    may: MATRIX[action].replaceAll(' ', '').charAt(column) === 'y',
  })),
);

describe('who may do what', () => {
  it('the matrix has a row for every action and a column for every role', () => {
    expect(Object.keys(MATRIX).toSorted()).toEqual([...ACTIONS].toSorted());
    expect([...ROLES].toSorted()).toEqual([...EMPLOYER_ROLES, ...STAFF_ROLES].toSorted());
    expect(Object.values(MATRIX).filter((row) => !/^[y.]{3} [y.]{7}$/.test(row))).toEqual([]);
  });

  it.each(cells)('$role, $action: $may', ({ action, role, may }) => {
    expect(mayDo(personWith(role), action)).toBe(may);
    expect(rolesThatMay(action).includes(role)).toBe(may);
  });
});

describe('who did something is an id, never a name', () => {
  it('of an employer', () => {
    const person = {
      kind: 'employer',
      personId: 'person-1',
      organisationId: 'org-1',
      role: 'owner',
    } as const;
    expect(actorOf(person)).toEqual({ kind: 'employer', personId: 'person-1', organisationId: 'org-1' });
  });

  it('of the staff', () => {
    const person = { kind: 'staff', personId: 'person-2', role: 'caseworker' } as const;
    expect(actorOf(person)).toEqual({ kind: 'staff', personId: 'person-2' });
  });
});
