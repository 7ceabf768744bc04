import * as z from 'zod';
import { ROW_OUTCOMES } from '../../domain/catalogue/import-list.ts';
import type { ImportedRow } from '../../domain/catalogue/import-list.ts';
import type { CellProblem } from '../../domain/catalogue/published-columns.ts';
import { CHANGE_KINDS } from '../../domain/scheme/change-set.ts';
import type { ChangeSet, ChangeSetEvent, Replay, ReplayedClaim } from '../../domain/scheme/change-set.ts';
import { calendarDay, claimReference, count, identifier, instant, pence, versionNumber } from './shape.ts';
import type { ShapeOf } from './shape.ts';

const replayedClaim = z.strictObject({
  reference: claimReference,
  beforePence: pence,
  afterPence: pence,
  differencePence: z.int(),
} satisfies ShapeOf<ReplayedClaim>);

const replaySchema = z.strictObject({
  replayedAt: instant,
  tried: count,
  complete: z.boolean(),
  gain: count,
  lose: count,
  unchanged: count,
  potEffectPence: z.int(),
  gainers: z.array(replayedClaim),
  losers: z.array(replayedClaim),
} satisfies ShapeOf<Replay>);

export const changeSetSchema = z.strictObject({
  changeSetId: identifier,
  kind: z.enum(CHANGE_KINDS),
  state: z.enum(['proposed', 'approved']),
  effectiveOn: calendarDay,
  reason: z.string(),
  baseRevision: count,
  proposedBy: identifier,
  proposedAt: instant,
  replay: replaySchema.optional(),
  approvedBy: identifier.optional(),
  approvedAt: instant.optional(),
  version: versionNumber,
} satisfies ShapeOf<ChangeSet>);

export const changeSetEventSchema = z.strictObject({
  eventId: identifier,
  changeSetId: identifier,
  at: instant,
  action: z.enum(['propose', 'replay', 'approve']),
  personId: identifier,
  version: versionNumber,
  correlationId: identifier,
} satisfies ShapeOf<ChangeSetEvent>);

export const importedRowSchema = z.strictObject({
  line: versionNumber,
  code: z.string().optional(),
  outcome: z.enum(ROW_OUTCOMES),
  detail: z.string(),
  problems: z.array(
    z.strictObject({
      column: z.string(),
      detail: z.string(),
      fix: z.string(),
    } satisfies ShapeOf<CellProblem>),
  ),
} satisfies ShapeOf<ImportedRow>);

/** Which rows make up each state of the scheme: the numbers under which its policies and its list were written. */
export const schemeHeadSchema = z.strictObject({
  revision: count,
  revisions: z.array(
    z.strictObject({ revision: count, liveFrom: calendarDay, policies: count, catalogue: count }),
  ),
});
