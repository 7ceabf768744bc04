import { FUNDS } from '../../../domain/catalogue.ts';
import { EVIDENCE_TYPES } from '../../../domain/evidence.ts';
import { SHIPPED_POLICY } from '../../../domain/policy.ts';
import type { Answer } from '../answer-fields.ts';
import { fundResponse } from '../fund-responses.ts';
import { sandboxClockBody, sandboxFundBody, searchCatalogueQuery } from '../scheme-requests.ts';
import {
  catalogueResponse,
  openApiResponse,
  sandboxClockResponse,
  scheduledRunResponse,
  schemeResponse,
} from '../scheme-responses.ts';
import { answers, body, query } from './operation.ts';
import type { OperationContract } from './operation.ts';

const FUND: Answer<typeof fundResponse> = {
  fund: 'main',
  year: '2025-26',
  limitPence: 1_200_000_000,
  availablePence: 1_199_970_000,
  heldPence: 15_000,
  committedPence: 15_000,
  waitingCount: 0,
  waitingPence: 0,
  ticketsIssued: 41,
  stopped: false,
  lowPot: null,
  forecast: {
    kind: 'exhausts',
    asAt: '2025-10-01T01:30:00.000Z',
    expectedOn: '2026-02-04',
    from: '2026-01-12',
    to: '2026-03-02',
    drivers: {
      weeks: 4,
      takenWeeklyPence: 71_000_000,
      returnedWeeklyPence: 4_300_000,
      returnedPercent: 6,
    },
  },
  asAt: '2025-10-01T09:15:00.000Z',
};

export const SCHEME_OPERATIONS = {
  describeScheme: {
    tag: 'Scheme',
    summary: 'Read the scheme in figures',
    description: 'Years, funds, the window to claim in, and the policy by which claims are judged today.',
    success: [
      answers(
        schemeResponse,
        {
          name: 'Adult Social Care Learning and Development Support Scheme',
          years: [{ year: '2025-26', paymentsFrom: '2025-04-01', paymentsTo: '2026-03-31' }],
          funds: FUNDS,
          window: { months: 3, ends: '23:59:59 Europe/London on the last day' },
          policy: SHIPPED_POLICY,
          evidence: { contentTypes: EVIDENCE_TYPES, ...SHIPPED_POLICY.evidence },
        },
        { description: 'The scheme.' },
      ),
    ],
    refuses: [],
  },
  searchCatalogue: {
    tag: 'Scheme',
    summary: 'Search the list of eligible training',
    description: 'Without a filter, the whole list.',
    query: query(searchCatalogueQuery, {
      q: 'Words from the code, the title, the awarding organisation or the level. All of them must be there.',
      kind: 'Courses or qualifications alone.',
      paymentDate: 'Entries that cover a payment on this day.',
    }),
    success: [
      answers(
        catalogueResponse,
        {
          entries: [
            {
              code: 'OMMT/T1/EXT',
              title: 'Oliver McGowan training, tier 1, bought in',
              kind: 'course',
              awardingOrganisation: null,
              level: null,
              fund: 'oliver',
              split: false,
              rate: 'up-to-maximum',
              maximumPence: 2_500,
              validFrom: '2025-04-01',
              validTo: '2026-03-31',
              minimumAge: null,
              course: 'OMMT/T1',
              firstStart: null,
              illustrative: false,
              evidence: ['payment', 'completion'],
            },
          ],
        },
        { description: 'The entries that were found.' },
      ),
    ],
    refuses: [],
  },
  readFund: {
    tag: 'Funds',
    summary: 'Read what is left of a fund',
    description:
      'The very figures that decide whether a claim is paid. A fund whose limit nobody has set is not found.',
    mayBeSignedIn: true,
    success: [answers(fundResponse, FUND, { description: 'The fund.' })],
    refuses: [],
  },
  readOpenApi: {
    tag: 'Scheme',
    summary: 'Read this description',
    description: 'The API, described for programs.',
    success: [
      answers(
        openApiResponse,
        {
          openapi: '3.1.0',
          info: { title: 'Learning and Development Support Scheme claims', version: '1.0.0' },
          paths: {},
          components: {},
        },
        { description: 'This document.' },
      ),
    ],
    refuses: [],
  },
} as const satisfies Record<string, OperationContract>;

export const SANDBOX_OPERATIONS = {
  setSandboxClock: {
    tag: 'Sandbox',
    summary: 'Stop the clock, or let it run again',
    description: 'Everything but the check of tokens reads this clock. Null returns to the real one.',
    body: body('SandboxClockBody', sandboxClockBody, {
      notes: { now: 'Where the clock stands from now on.' },
      example: { now: '2025-12-31T23:59:59Z' },
    }),
    success: [
      answers(
        sandboxClockResponse,
        { now: '2025-12-31T23:59:59.000Z' },
        { description: 'Where the clock stands.' },
      ),
    ],
    refuses: [],
  },
  setSandboxFund: {
    tag: 'Sandbox',
    summary: 'Set a fund’s limit and cap',
    description:
      'Takes its place in the fund’s line, as claims do. Refused below what is held and committed.',
    body: body('SandboxFundBody', sandboxFundBody, {
      notes: { limitPence: 'The whole pot.', capPence: 'What each employer may have of it.' },
      example: { limitPence: 1_200_000_000, capPence: 40_000_000 },
    }),
    success: [answers(fundResponse, FUND, { description: 'The fund.' })],
    refuses: ['in-progress'],
  },
  runScheduled: {
    tag: 'Sandbox',
    summary: 'Run a scheduled function now',
    description: 'Waits until it is done and gives its report.',
    success: [
      answers(
        scheduledRunResponse,
        { scheduled: 'expire-claims', report: { looked: 2, expired: 1 } },
        { description: 'What it counted.' },
      ),
    ],
    refuses: [],
  },
} as const satisfies Record<string, OperationContract>;
