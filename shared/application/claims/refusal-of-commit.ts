import type { Claim } from '../../domain/claim.ts';
import type { CommitRefusal } from '../ports/claim-store.ts';
import type { Refusal } from '../refusal.ts';

/**
 * What a person is told when their write lost. A duplicate is named only to the employer who has it: to everybody
 * else it is a plain "already claimed", in the same words and after the same work.
 */
export function refusalOfCommit(refusal: CommitRefusal, mine: Claim): Refusal {
  switch (refusal.code) {
    case 'key-used':
      return { code: 'in-progress' };
    case 'duplicate-claim': {
      const own =
        refusal.holder.organisationId === mine.organisationId ? refusal.holder.reference : undefined;
      return { code: 'duplicate-claim', own };
    }
    case 'stale-version':
      return refusal.current === undefined
        ? { code: 'not-found' }
        : { code: 'stale-version', current: refusal.current };
  }
}
