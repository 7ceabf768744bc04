import * as z from 'zod';
import { ROW_OUTCOMES } from '../../domain/catalogue/import-list.ts';
import { CHANGE_KINDS } from '../../domain/scheme/change-set.ts';
import { calendarDay, count, identifier, instant, nextCursor, pence, reference } from './answer-fields.ts';
import { policyResponse, storedEntryResponse } from './scheme-responses.ts';

const person = identifier.meta({ description: 'The immutable id of a member of staff.' });

const changeSetShape = {
  changeSetId: identifier,
  kind: z.enum(CHANGE_KINDS),
  status: z
    .enum(['proposed', 'approved', 'live'])
    .meta({ description: 'An approved change set is live from its day on.' }),
  effectiveOn: calendarDay.meta({ description: 'The first day on which the scheme is as proposed.' }),
  reason: z.string(),
  proposedBy: person,
  proposedAt: instant,
  replayed: z.boolean(),
  approvedBy: person.nullable(),
  approvedAt: instant.nullable(),
};

export const changeSetSummaryResponse = z
  .strictObject(changeSetShape)
  .meta({ id: 'ChangeSetSummary', description: 'A proposed change of the scheme.' });

const replayedClaim = z
  .strictObject({ reference, beforePence: pence, afterPence: pence, differencePence: z.int() })
  .meta({ id: 'ReplayedClaim', description: 'A past claim that the change would pay more or less.' });

const replayResponse = z
  .strictObject({
    replayedAt: instant,
    tried: count.meta({ description: 'How many past claims were tried.' }),
    complete: z.boolean().meta({ description: 'False when there are older claims that were not tried.' }),
    gain: count,
    lose: count,
    unchanged: count,
    potEffectPence: z.int().meta({ description: 'Pence more, or less, that the pots would have paid out.' }),
    gainers: z.array(replayedClaim).meta({ description: 'The largest, at most 100.' }),
    losers: z.array(replayedClaim).meta({ description: 'The largest, at most 100.' }),
  })
  .meta({ id: 'Replay', description: 'What the change would have done to past claims.' });

const importedRow = z
  .strictObject({
    line: count.meta({ description: 'The line of the file; the header is on line 1.' }),
    code: z.string().nullable(),
    outcome: z.enum(ROW_OUTCOMES),
    detail: z.string(),
    problems: z.array(z.strictObject({ column: z.string(), detail: z.string(), fix: z.string() })),
  })
  .meta({ id: 'ImportedRow', description: 'What became of one row of an imported list.' });

const importReport = z
  .strictObject({
    accepted: count,
    changed: count,
    unchanged: count,
    error: count,
    rows: z.array(importedRow),
  })
  .meta({ id: 'ImportReport' });

export const changeSetResponse = z
  .strictObject({
    ...changeSetShape,
    differences: z.array(z.string()).meta({ description: 'What changes, in plain words.' }),
    versions: z.array(policyResponse).nullable(),
    entries: z.array(storedEntryResponse).nullable(),
    importReport: importReport.nullable(),
    replay: replayResponse.nullable(),
    history: z.array(
      z.strictObject({ at: instant, action: z.enum(['propose', 'replay', 'approve']), by: person }),
    ),
  })
  .meta({
    id: 'ChangeSet',
    description: 'A proposed change of the scheme, with its content and its history.',
  });

export const changeSetListResponse = z
  .strictObject({ items: z.array(changeSetSummaryResponse), cursor: nextCursor })
  .meta({ id: 'ChangeSetList' });
