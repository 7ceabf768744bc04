import { draftClaimBody } from '../claim-requests.ts';
import { quoteResponse } from '../quote-responses.ts';
import { CLAIM_TO_BEGIN, CLAIMED_AS, CONTENT_NOTES } from './claim-operations.ts';
import { answers, body } from './operation.ts';
import type { OperationContract } from './operation.ts';

export const QUOTE_OPERATIONS = {
  quoteClaim: {
    tag: 'Claims',
    summary: 'Ask what a claim would be worth',
    description:
      'The rules, the amount and the money of this moment, by the very code that submits a claim. Evidence is not asked for. Nothing is kept: between the question and a submission the fund may change, and the order of submission alone decides who is paid.',
    body: body('QuoteBody', draftClaimBody, {
      notes: { type: CLAIMED_AS, ...CONTENT_NOTES },
      example: CLAIM_TO_BEGIN,
    }),
    success: [
      answers(
        quoteResponse,
        {
          eligible: true,
          amount: {
            maximumPence: 15_000,
            heldPence: 15_000,
            formula:
              'You paid £150.00 for each learner, which is within the maximum of £160.00: £150.00 × 1 learner = £150.00.',
          },
          rules: [
            {
              id: 'training.on-the-list',
              version: 1,
              outcome: 'pass',
              explanation: 'The training is on the list of eligible training.',
              inputs: { trainingCode: 'UPM' },
            },
          ],
          funds: {
            fund: 'main',
            year: '2025-26',
            pot: { fits: true, availablePence: 1_199_970_000 },
            cap: { fits: true, availablePence: 39_970_000 },
          },
          submitBy: '2025-12-20',
          asAt: '2025-10-01T09:00:00.000Z',
        },
        { description: 'The quote. `eligible` is false where a rule fails.' },
      ),
    ],
    refuses: [],
  },
} as const satisfies Record<string, OperationContract>;
