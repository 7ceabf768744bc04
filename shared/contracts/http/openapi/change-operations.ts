import { SHIPPED_POLICY } from '../../../domain/policy.ts';
import type { Answer } from '../answer-fields.ts';
import { listChangesQuery, proposeChangeBody } from '../change-set-requests.ts';
import { changeSetListResponse, changeSetResponse } from '../change-set-responses.ts';
import { answers, body, query } from './operation.ts';
import type { OperationContract } from './operation.ts';

const LINE = {
  code: 'DEMCARE-L3',
  title: 'Level 3 Award in Dementia Care',
  kind: 'qualification',
  awardingOrganisation: 'Northmoor Awards',
  level: 3,
  fund: 'main',
  split: true,
  rate: 'up-to-maximum',
  maximumPence: 60_000,
  validFrom: '2025-12-01',
  validTo: '2026-03-31',
  illustrative: false,
} as const;

const PROPOSAL = {
  kind: 'catalogue',
  effectiveOn: '2025-12-01',
  reason: 'The department added it to the list on 14 November.',
  entries: [LINE],
} as const;

const SUMMARY = {
  changeSetId: '01K6FFZYM0BGAH9AWSY1KRQZXD',
  kind: 'catalogue',
  status: 'proposed',
  effectiveOn: '2025-12-01',
  reason: PROPOSAL.reason,
  proposedBy: 'policy@staff',
  proposedAt: '2025-11-17T10:00:00.000Z',
  replayed: false,
  approvedBy: null,
  approvedAt: null,
} as const;

const PROPOSED: Answer<typeof changeSetResponse> = {
  ...SUMMARY,
  differences: [
    'DEMCARE-L3, Level 3 Award in Dementia Care, is new. Up to £600 for payments from 1 December 2025 to 31 March 2026.',
  ],
  versions: null,
  entries: [LINE],
  importReport: null,
  replay: null,
  history: [{ at: SUMMARY.proposedAt, action: 'propose', by: 'policy@staff' }],
};

const REPLAYED: Answer<typeof changeSetResponse> = {
  ...PROPOSED,
  replayed: true,
  replay: {
    replayedAt: '2025-11-17T10:05:00.000Z',
    tried: 412,
    complete: true,
    gain: 0,
    lose: 0,
    unchanged: 412,
    potEffectPence: 0,
    gainers: [],
    losers: [],
  },
  history: [...PROPOSED.history, { at: '2025-11-17T10:05:00.000Z', action: 'replay', by: 'policy@staff' }],
};

const APPROVED: Answer<typeof changeSetResponse> = {
  ...REPLAYED,
  status: 'approved',
  approvedBy: 'policy2@staff',
  approvedAt: '2025-11-18T09:00:00.000Z',
  history: [...REPLAYED.history, { at: '2025-11-18T09:00:00.000Z', action: 'approve', by: 'policy2@staff' }],
};

/** What a version of the policy says, for those who propose one. */
const VERSIONS_NOTE = `Every version as it would be, those that stay as well, for example ${SHIPPED_POLICY.version}. Together they govern every day once.`;

export const CHANGE_OPERATIONS = {
  proposeChange: {
    tag: 'Changes',
    summary: 'Propose a change of the scheme',
    description:
      'For policy owners. A change of the policy gives every version as it would be; a change of the list gives lines, or the published list as a file, and then a report of every row. Nothing that has governed a payment changes: overlaps, gaps and edits of the past are refused.',
    body: body('ProposeChangeBody', proposeChangeBody, {
      notes: {
        effectiveOn: 'The first day of the change: tomorrow at the earliest.',
        reason: 'Why. It is kept for good.',
        versions: VERSIONS_NOTE,
        entries: 'Lines of the list. One with the code and first day of a line takes its place.',
        csv: 'The published list: a header and rows, as comma-separated values. Rows that are wrong are left out and reported.',
      },
      example: { ...PROPOSAL, entries: [LINE] },
    }),
    success: [
      answers(changeSetResponse, PROPOSED, {
        status: 201,
        description: 'The change set.',
        headers: ['Location'],
      }),
    ],
    refuses: [],
  },
  listChanges: {
    tag: 'Changes',
    summary: 'List changes of the scheme',
    description: 'For staff. The newest first.',
    query: query(listChangesQuery, {
      cursor: 'From the page before.',
      limit: 'How many at most, up to 100.',
    }),
    success: [
      answers(changeSetListResponse, { items: [SUMMARY], cursor: null }, { description: 'A page of them.' }),
    ],
    refuses: [],
  },
  readChange: {
    tag: 'Changes',
    summary: 'Read a change of the scheme',
    description: 'For staff. Its content, what it changes in plain words, its replay and its history.',
    success: [answers(changeSetResponse, REPLAYED, { description: 'The change set.' })],
    refuses: [],
  },
  replayChange: {
    tag: 'Changes',
    summary: 'Try a change on past claims',
    description:
      'For policy owners. Judges past claims again from their decision records, as if what is proposed had governed them instead of what it follows: who would gain, who would lose, and what it does to the pots. It changes no claim.',
    success: [answers(changeSetResponse, REPLAYED, { description: 'The change set, with its replay.' })],
    refuses: ['change-set-not-ready'],
  },
  approveChange: {
    tag: 'Changes',
    summary: 'Approve a change of the scheme',
    description:
      'For a policy owner who is not the one who proposed it. It has to be replayed first, and comes on its day.',
    success: [answers(changeSetResponse, APPROVED, { description: 'The approved change set.' })],
    refuses: ['change-set-not-ready'],
  },
} as const satisfies Record<string, OperationContract>;
