import type { FundYear } from '../../../shared/domain/fund/ticket.ts';
import type { Pence } from '../../../shared/domain/money.ts';
import type { Application } from './applications.ts';
import type { ModelledService } from './modelled-service.ts';
import type { Books, Outcome } from './outcome.ts';

/** A fund to be claimed on. No two measurements share one. */
export interface Fund {
  readonly fundYear: FundYear;
  readonly limitPence: Pence;
  readonly capPence: Pence;
}

/** A fund that is open for claims under one design. */
export interface OpenFund {
  /**
   * Asks for money, and resolves when the verdict stands. Undefined when the measurement ended first. `caller` tells
   * who is asking, so that each has connections of their own.
   */
  claim(application: Application, caller: number): Promise<Outcome | undefined>;
  books(): Promise<Books>;
  /** No more claims: whoever is still trying stops. Resolves when everything has come to rest. */
  close(): Promise<void>;
}

/** A way to keep a fund from being overspent. */
export interface Design {
  readonly name: string;
  /** Whether its conditions can fail in an ordinary run, so that it matters when they are looked at. */
  readonly conditionsCanFail: boolean;
  open(service: ModelledService, fund: Fund): Promise<OpenFund>;
}
