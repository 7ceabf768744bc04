import type { ClaimReference } from '../../domain/reference.ts';

/** The places where a claim's workflow waits for the world. */
export const WAIT_STEPS = ['evidence', 'funds', 'review', 'action', 'settlement'] as const;
export type WaitStep = (typeof WAIT_STEPS)[number];

/** An open wait: whoever has the token may let the workflow go on, once. */
export interface Wait {
  readonly reference: ClaimReference;
  readonly step: WaitStep;
  readonly token: string;
}

/** Open waits, kept apart from claims so that opening one disturbs nobody. */
export interface Waits {
  /** Opens a wait, beside older ones of the same step: to which of them its walk still listens, only the walk knows. */
  open(wait: Wait): Promise<void>;
  list(reference: ClaimReference): Promise<readonly Wait[]>;
  /** Closes this wait, and no other of its step. */
  close(wait: Wait): Promise<void>;
}

export type WaitOutcome =
  | 'clean'
  | 'refused'
  | 'held'
  | 'approved'
  | 'rejected'
  | 'needs-action'
  | 'resubmitted'
  | 'settled'
  | 'ended';

/** The state machine that walks each claim. */
export interface Workflow {
  /** Starts the walk. The same claim and attempt starts once, however often it is asked. */
  start(walk: {
    readonly reference: ClaimReference;
    readonly submissionNumber: number;
    readonly attempt: number;
    readonly correlationId: string;
  }): Promise<void>;
  /** `gone`: the wait was answered before, or its walk is over. */
  answer(token: string, outcome: WaitOutcome): Promise<'answered' | 'gone'>;
  /** How the claim's latest walk stands. */
  status(reference: ClaimReference): Promise<{ readonly running: boolean; readonly attempts: number }>;
}

/** Messages that were committed with a change and still have to be acted upon. */
export interface OutboxMessage {
  readonly messageId: string;
  readonly reference: ClaimReference;
  readonly action: string;
  readonly submissionNumber: number;
  readonly correlationId: string;
}

export interface Outbox {
  listPending(before: string, limit: number): Promise<readonly OutboxMessage[]>;
  /** Takes a message out once it has been acted upon. */
  done(messageId: string): Promise<void>;
}
