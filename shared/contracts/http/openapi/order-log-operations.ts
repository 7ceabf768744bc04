import type { Answer } from '../answer-fields.ts';
import type { orderLineResponse } from '../order-log-responses.ts';
import { orderLogResponse } from '../order-log-responses.ts';
import { orderLogQuery } from '../scheme-requests.ts';
import { RECEIPT } from './examples/claims.ts';
import { answers, query } from './operation.ts';
import type { OperationContract } from './operation.ts';

/** The line of the receipt that the other examples show. */
const LINE: Answer<typeof orderLineResponse> = {
  number: RECEIPT.position,
  outcome: 'held',
  takenAt: RECEIPT.submittedAt,
  settledAt: '2025-10-01T09:12:30.310Z',
  ticketId: RECEIPT.ticketId,
  ticket: RECEIPT.ticket,
  resolves: null,
  amountPence: RECEIPT.amountPence,
  because: null,
  strictOrder: true,
  moved: { fundingPence: 0, availablePence: -15_000, heldPence: 15_000, committedPence: 0 },
  after: {
    limitPence: 1_200_000_000,
    availablePence: 1_199_970_000,
    heldPence: 15_000,
    committedPence: 15_000,
  },
  owner: RECEIPT.owner,
  previousHash: RECEIPT.previousHash,
  hash: RECEIPT.hash,
};

export const ORDER_LOG_OPERATIONS = {
  readOrderLog: {
    tag: 'Funds',
    summary: 'Read a fund’s public order log',
    description:
      'Every movement of the fund’s money and every refusal, in the one order in which they were decided, each with the hash of the line before. Whoever has all lines can check the order and every sum without this service, and find the own claim by its receipt. No employer and no claim is named. A fund without lines has an empty log.',
    query: query(orderLogQuery, {
      after: 'The number of the last line that you have. Left out, the log begins with its first line.',
    }),
    success: [
      answers(
        orderLogResponse,
        { fund: RECEIPT.fund, year: RECEIPT.year, lines: [LINE], next: null },
        { description: 'At most 500 lines.' },
      ),
    ],
    refuses: [],
  },
} as const satisfies Record<string, OperationContract>;
