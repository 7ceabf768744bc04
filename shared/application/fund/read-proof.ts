import type { Proof } from '../../domain/fund/proof.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { FundProofs } from '../ports/fund-watch.ts';
import type { Refusal } from '../refusal.ts';

/** The latest proof of a fund's books. Before the first night there is none. */
export async function readProof(
  ports: { readonly proofs: Pick<FundProofs, 'latest'> },
  fundYear: FundYear,
): Promise<Result<Proof, Refusal>> {
  const proof = await ports.proofs.latest(fundYear);
  return proof === undefined ? failure({ code: 'not-found' }) : success(proof);
}
