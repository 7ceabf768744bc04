import type { Instant } from '../../domain/calendar-day.ts';
import type { Actor, Person } from '../../domain/person.ts';

/** The circumstances of one piece of work: one moment and one correlation id for all of it. */
export interface WorkContext {
  readonly now: Instant;
  readonly correlationId: string;
}

/** Work that a signed-in person asked for. */
export interface PersonContext extends WorkContext {
  readonly person: Person;
}

/** Work that a process does by itself. */
export interface ProcessContext extends WorkContext {
  readonly actor: Actor & { readonly kind: 'system' };
}

/** Where identifiers and chance come from, so that the rest can be replayed. */
export interface Ids {
  /** Unique, and sorts by the moment it was made. */
  unique(now: Instant): string;
  /** An integer from 0 up to, not including, `below`, from a source that cannot be guessed. */
  random(below: number): number;
}

/** A cursor that no list of ours gave out: the answer to whoever made it up, and nobody's fault. */
export class BadCursorError extends Error {
  override readonly name = 'BadCursorError';

  constructor() {
    super('The cursor is not one that this list gave out');
  }
}

/** A page of a list. The cursor is opaque; absent on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string | undefined;
}
