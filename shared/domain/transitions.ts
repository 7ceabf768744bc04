export const CLAIM_STATUSES = [
  'draft',
  'submitted',
  'waiting',
  'in-review',
  'on-hold',
  'needs-action',
  'approved',
  'paid',
  'rejected',
  'withdrawn',
  'expired',
  'deleted',
] as const;
export type ClaimStatus = (typeof CLAIM_STATUSES)[number];

export const CLAIM_EVENTS = [
  'submit',
  'resubmit',
  'delete',
  'expire',
  'return',
  'refuse',
  'queue',
  'open-review',
  'approve',
  'reject',
  'send-back',
  'hold',
  'resume',
  'withdraw',
  'pay',
  'reopen',
  'appeal',
] as const;
export type ClaimEvent = (typeof CLAIM_EVENTS)[number];

type Mover = 'employer' | 'staff' | 'system';

/** One permitted move of a claim. */
export interface Transition {
  readonly from: ClaimStatus;
  readonly event: ClaimEvent;
  readonly to: ClaimStatus;
  readonly by: Mover;
}

/**
 * Every move a claim can make. It decides here, it becomes the condition of the write in DynamoDB, and it draws the
 * diagram in docs/claim-states.md. A move that is not in this table cannot happen.
 *
 * `return` is the system's own send-back (evidence or rules failed), `refuse` its own end (the cap, or rules whose fault
 * nobody can put right), `queue` the pot's answer.
 */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'draft', event: 'submit', to: 'submitted', by: 'employer' },
  { from: 'draft', event: 'delete', to: 'deleted', by: 'employer' },
  { from: 'draft', event: 'expire', to: 'expired', by: 'system' },

  { from: 'submitted', event: 'return', to: 'needs-action', by: 'system' },
  { from: 'submitted', event: 'refuse', to: 'rejected', by: 'system' },
  { from: 'submitted', event: 'queue', to: 'waiting', by: 'system' },
  { from: 'submitted', event: 'open-review', to: 'in-review', by: 'system' },
  { from: 'submitted', event: 'withdraw', to: 'withdrawn', by: 'employer' },

  { from: 'waiting', event: 'open-review', to: 'in-review', by: 'system' },
  { from: 'waiting', event: 'refuse', to: 'rejected', by: 'system' },
  { from: 'waiting', event: 'withdraw', to: 'withdrawn', by: 'employer' },
  { from: 'waiting', event: 'expire', to: 'expired', by: 'system' },

  { from: 'in-review', event: 'approve', to: 'approved', by: 'staff' },
  { from: 'in-review', event: 'reject', to: 'rejected', by: 'staff' },
  { from: 'in-review', event: 'send-back', to: 'needs-action', by: 'staff' },
  { from: 'in-review', event: 'hold', to: 'on-hold', by: 'staff' },
  { from: 'in-review', event: 'withdraw', to: 'withdrawn', by: 'employer' },

  { from: 'on-hold', event: 'resume', to: 'in-review', by: 'staff' },

  { from: 'needs-action', event: 'resubmit', to: 'submitted', by: 'employer' },
  { from: 'needs-action', event: 'withdraw', to: 'withdrawn', by: 'employer' },
  { from: 'needs-action', event: 'expire', to: 'expired', by: 'system' },

  { from: 'approved', event: 'pay', to: 'paid', by: 'staff' },
  { from: 'approved', event: 'reopen', to: 'in-review', by: 'staff' },

  { from: 'rejected', event: 'appeal', to: 'in-review', by: 'employer' },
];

/** Where the event takes a claim that is in `from`, or undefined when it may not happen there. */
export const targetOf = (from: ClaimStatus, event: ClaimEvent): ClaimStatus | undefined =>
  TRANSITIONS.find((move) => move.from === from && move.event === event)?.to;

/** The states in which the event may happen: the write's condition. */
export const sourcesOf = (event: ClaimEvent): readonly ClaimStatus[] =>
  TRANSITIONS.filter((move) => move.event === event).map(({ from }) => from);

const END_STATES: readonly ClaimStatus[] = ['paid', 'withdrawn', 'expired', 'deleted'];

/** A claim that is over holds no money and blocks no other claim. A rejected one is over too, unless it is appealed. */
export const isOver = (status: ClaimStatus): boolean => status === 'rejected' || END_STATES.includes(status);
