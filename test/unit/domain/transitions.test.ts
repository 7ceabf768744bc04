import { describe, expect, it } from 'vitest';
import {
  CLAIM_EVENTS,
  CLAIM_STATUSES,
  TRANSITIONS,
  isOver,
  sourcesOf,
  targetOf,
} from '../../../shared/domain/transitions.ts';
import type { ClaimStatus } from '../../../shared/domain/transitions.ts';

type Exit = readonly [event: string, to: ClaimStatus, by: string];

/** The table of the architecture, section 4, state by state; the events carry the code's names. */
const EXITS: Readonly<Record<ClaimStatus, readonly Exit[]>> = {
  draft: [
    ['submit', 'submitted', 'employer'],
    ['delete', 'deleted', 'employer'],
    ['expire', 'expired', 'system'],
  ],
  submitted: [
    ['return', 'needs-action', 'system'],
    ['refuse', 'rejected', 'system'],
    ['queue', 'waiting', 'system'],
    ['open-review', 'in-review', 'system'],
    ['withdraw', 'withdrawn', 'employer'],
  ],
  waiting: [
    ['open-review', 'in-review', 'system'],
    // Not in the architecture's table: money came back, and the employer's own cap has no room any more (decision 13).
    ['refuse', 'rejected', 'system'],
    ['withdraw', 'withdrawn', 'employer'],
    ['expire', 'expired', 'system'],
  ],
  'in-review': [
    ['approve', 'approved', 'staff'],
    ['reject', 'rejected', 'staff'],
    ['send-back', 'needs-action', 'staff'],
    ['hold', 'on-hold', 'staff'],
    ['withdraw', 'withdrawn', 'employer'],
  ],
  'on-hold': [['resume', 'in-review', 'staff']],
  'needs-action': [
    ['resubmit', 'submitted', 'employer'],
    ['withdraw', 'withdrawn', 'employer'],
    ['expire', 'expired', 'system'],
  ],
  approved: [
    ['pay', 'paid', 'staff'],
    ['reopen', 'in-review', 'staff'],
  ],
  rejected: [['appeal', 'in-review', 'employer']],
  paid: [],
  withdrawn: [],
  expired: [],
  deleted: [],
};

const exitsOf = (from: ClaimStatus): readonly Exit[] =>
  TRANSITIONS.filter((move) => move.from === from).map(({ event, to, by }) => [event, to, by]);
const sorted = (exits: readonly Exit[]): readonly string[] => exits.map((exit) => exit.join(' ')).toSorted();

describe('the table of transitions is the table of the architecture', () => {
  it('has its twelve states', () => {
    expect([...CLAIM_STATUSES].toSorted()).toEqual(Object.keys(EXITS).toSorted());
  });

  it.each(CLAIM_STATUSES)('%s leaves by exactly its exits', (status) => {
    expect(sorted(exitsOf(status))).toEqual(sorted(EXITS[status]));
  });

  it('uses every event, and no event takes one state to two', () => {
    expect(new Set(TRANSITIONS.map(({ event }) => event))).toEqual(new Set(CLAIM_EVENTS));
    const moves = TRANSITIONS.map(({ from, event }) => `${from} ${event}`);
    expect(new Set(moves).size).toBe(moves.length);
  });
});

function reachable(
  start: ClaimStatus,
  next: (status: ClaimStatus) => readonly ClaimStatus[],
): Set<ClaimStatus> {
  const seen = new Set<ClaimStatus>([start]);
  for (const status of seen) for (const to of next(status)) seen.add(to);
  return seen;
}
const forward = (status: ClaimStatus): readonly ClaimStatus[] => exitsOf(status).map(([, to]) => to);

const ENDS: readonly ClaimStatus[] = ['paid', 'withdrawn', 'expired', 'deleted'];

describe('no claim is lost in the table', () => {
  it('every state can be reached from a draft', () => {
    expect(reachable('draft', forward)).toEqual(new Set(CLAIM_STATUSES));
  });

  it('the ends, and they alone, have no exit', () => {
    expect(CLAIM_STATUSES.filter((status) => exitsOf(status).length === 0)).toEqual(ENDS);
  });

  it.each(CLAIM_STATUSES)('from %s an end can be reached', (status) => {
    expect(ENDS.some((end) => reachable(status, forward).has(end))).toBe(true);
  });

  it('nothing goes back to a draft, and money is paid only out of an approval', () => {
    expect(TRANSITIONS.filter(({ to }) => to === 'draft')).toEqual([]);
    expect(TRANSITIONS.filter(({ to }) => to === 'paid').map(({ from }) => from)).toEqual(['approved']);
    expect(TRANSITIONS.filter(({ to }) => to === 'approved').map(({ from }) => from)).toEqual(['in-review']);
    expect(TRANSITIONS.filter(({ to }) => to === 'deleted').map(({ from }) => from)).toEqual(['draft']);
  });
});

describe('looking a move up', () => {
  it('gives the target where the move is permitted and nothing anywhere else', () => {
    for (const from of CLAIM_STATUSES) {
      for (const event of CLAIM_EVENTS) {
        const expected = TRANSITIONS.find((move) => move.from === from && move.event === event)?.to;
        expect(targetOf(from, event)).toBe(expected);
        expect(sourcesOf(event).includes(from)).toBe(expected !== undefined);
      }
    }
  });

  it.each([
    ['submit', ['draft']],
    ['resubmit', ['needs-action']],
    ['delete', ['draft']],
    ['approve', ['in-review']],
    ['withdraw', ['submitted', 'waiting', 'in-review', 'needs-action']],
    ['expire', ['draft', 'waiting', 'needs-action']],
    ['open-review', ['submitted', 'waiting']],
    ['appeal', ['rejected']],
    ['reopen', ['approved']],
    ['pay', ['approved']],
  ] as const)('%s may happen in %j', (event, sources) => {
    expect([...sourcesOf(event)].toSorted()).toEqual([...sources].toSorted());
  });

  it.each([
    ['draft', 'withdraw'],
    ['draft', 'approve'],
    ['submitted', 'delete'],
    ['on-hold', 'withdraw'],
    ['on-hold', 'approve'],
    ['approved', 'withdraw'],
    ['approved', 'approve'],
    ['rejected', 'resubmit'],
    ['paid', 'reopen'],
    ['withdrawn', 'submit'],
  ] as const)('a %s claim cannot %s', (from, event) => {
    expect(targetOf(from, event)).toBeUndefined();
  });
});

describe('a claim that is over', () => {
  it.each(['paid', 'withdrawn', 'expired', 'deleted', 'rejected'] as const)('%s is', (status) => {
    expect(isOver(status)).toBe(true);
  });

  it.each(['draft', 'submitted', 'waiting', 'in-review', 'on-hold', 'needs-action', 'approved'] as const)(
    '%s is not',
    (status) => {
      expect(isOver(status)).toBe(false);
    },
  );
});
