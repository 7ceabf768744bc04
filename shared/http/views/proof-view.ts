import type { Answer } from '../../contracts/http/answer-fields.ts';
import type { proofResponse } from '../../contracts/http/proof-responses.ts';
import { UNREADABLE } from '../../domain/fund/proof.ts';
import type { Difference, Proof } from '../../domain/fund/proof.ts';
import type { Person } from '../../domain/person.ts';

/** The kind of record alone: which employer’s cap or whose claim it is, is nobody’s business but ours. */
const kindOf = (where: string): string => /^(cap|ticket|claim)\b/u.exec(where)?.[0] ?? where;

const withoutNames = ({ where, what }: Difference): Pick<Difference, 'where' | 'what'> => ({
  where: kindOf(where),
  what: where === UNREADABLE ? 'cannot be read' : what,
});

/** A proof for everybody. Staff see which record differs, everybody else of what kind it is. */
export function proofJson(proof: Proof, person: Person | undefined): Answer<typeof proofResponse> {
  const { fundYear, asAt, lines, lastHash, rows, claims, differences } = proof;
  const isStaff = person?.kind === 'staff';
  return {
    fund: fundYear.fund,
    year: fundYear.year,
    asAt,
    balanced: differences.length === 0,
    lines,
    lastHash,
    rows,
    claims,
    differences: differences.map((difference) => ({
      ...difference,
      ...(!isStaff && withoutNames(difference)),
    })),
  };
}
