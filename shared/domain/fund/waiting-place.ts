import type { Pence } from '../money.ts';

/** A claim's place on its fund's waiting list, which is in the order in which the claims took their tickets. */
export interface WaitingPlace {
  /** 1 is the head of the list. */
  readonly position: number;
  readonly ahead: { readonly claims: number; readonly pence: Pence };
  /** How many wait, this claim among them. */
  readonly ofClaims: number;
}
