import * as z from 'zod';
import type { DuplicateGuard } from '../../domain/duplicate-guard.ts';
import { claimReference, identifier } from './shape.ts';
import type { ShapeOf } from './shape.ts';

export const duplicateGuardSchema = z.strictObject({
  key: identifier,
  reference: claimReference,
  organisationId: identifier,
  learnerId: identifier,
} satisfies ShapeOf<DuplicateGuard>);
