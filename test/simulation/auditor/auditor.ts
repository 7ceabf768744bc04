import { TABLES } from '../../support/table-definitions.ts';
import type { Process } from '../clockwork/process.ts';
import type { Change } from '../dynamodb/store.ts';
import type { World } from '../world.ts';
import { createClaimAudit } from './claim-audit.ts';
import type { ClaimAudit } from './claim-audit.ts';
import { checkDeciders } from './claim-money.ts';
import { createFundAudit } from './fund-audit.ts';
import type { FundAudit } from './fund-audit.ts';

/** Looks at every write of the run at the moment at which it happens. */
export interface Auditor {
  readonly funds: FundAudit;
  readonly claims: ClaimAudit;
}

/** What a refused request must not have changed. That a file has arrived may be noted by whoever sees it first. */
function isOfConsequence({ table, name }: Change): boolean {
  const isFile = name.includes('\u0000EVIDENCE#');
  return table !== TABLES.claims || !isFile;
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

export function audit(world: World): Auditor {
  const auditor = { funds: createFundAudit(), claims: createClaimAudit() };
  world.store.onCommit((changes: readonly Change[], by: Process) => {
    by.changes += changes.filter(isOfConsequence).length;
    try {
      auditor.claims.look(changes);
      auditor.funds.look(changes);
      for (const claim of auditor.claims.claims.values()) checkDeciders(claim, world.policy);
    } catch (thrown) {
      world.breach(asError(thrown));
    }
  });
  return auditor;
}
