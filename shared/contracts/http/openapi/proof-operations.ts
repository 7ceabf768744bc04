import type { Answer } from '../answer-fields.ts';
import { fundReleaseResponse, proofResponse } from '../proof-responses.ts';
import { releaseFundBody } from '../scheme-requests.ts';
import { answers, body } from './operation.ts';
import type { OperationContract } from './operation.ts';

const same = (sum: Answer<typeof proofResponse>['rows'][number]['sum'], pence: number) => ({
  sum,
  journalPence: pence,
  potPence: pence,
  capsPence: null,
  ticketsPence: null,
});

const PROOF: Answer<typeof proofResponse> = {
  fund: 'main',
  year: '2025-26',
  asAt: '2025-10-02T01:30:00.000Z',
  balanced: true,
  lines: 84,
  lastHash: '5f1d8a3d1c2b4e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7',
  rows: [
    same('limit', 1_200_000_000),
    same('available', 1_199_970_000),
    { ...same('reserved', 15_000), capsPence: 15_000, ticketsPence: 15_000 },
    { ...same('approved', 15_000), capsPence: 15_000, ticketsPence: 15_000 },
    { ...same('waiting', 0), ticketsPence: 0 },
  ],
  claims: { looked: 2, reservedPence: 15_000, approvedPence: 15_000, paidPence: 0 },
  differences: [],
};
const REASON = 'One cap was restored wrongly; the journal was right. The cap was set again from it.';

export const PROOF_OPERATIONS = {
  readProof: {
    tag: 'Funds',
    summary: 'Read the latest proof of a fund’s books',
    description:
      'Every night the fund is counted again from its journal and compared with every other place where its money is kept. One penny of difference stops its money until a person releases it.',
    mayBeSignedIn: true,
    success: [answers(proofResponse, PROOF, { description: 'The proof.' })],
    refuses: [],
  },
  releaseFund: {
    tag: 'Funds',
    summary: 'Let a stopped fund’s money move again',
    description:
      'For payments officers. What waited in the line meanwhile has kept its places. Not found when the fund is not stopped.',
    body: body('ReleaseFundBody', releaseFundBody, {
      notes: { reason: 'What you found and did. It is kept for good.' },
      example: { reason: REASON },
    }),
    success: [
      answers(
        fundReleaseResponse,
        {
          fund: 'main',
          year: '2025-26',
          releasedAt: '2025-10-02T09:00:00.000Z',
          releasedBy: 'payments@staff',
          reason: REASON,
        },
        { description: 'The release.' },
      ),
    ],
    refuses: [],
  },
} as const satisfies Record<string, OperationContract>;
