import * as z from 'zod';
import { CLAIM_TYPES, isClaimReference } from '../../domain/reference.ts';
import { isSchemeYear } from '../../domain/scheme-year.ts';

/**
 * The fields of a stored shape, held against the domain's type by the compiler: a field that is missing here, optional
 * ones too, or that the domain does not have, is a compile error. Stored objects are strict, so a record with a field
 * that this version does not know is corrupt rather than quietly shortened when it is written again.
 */
export type ShapeOf<Type> = { readonly [Field in keyof Type]-?: z.ZodType<Type[Field]> };

/** Text that is compared as text, so its form is exact: milliseconds and Z, always. */
export const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u);
export const calendarDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u);
export const pence = z.int().min(0);
export const count = z.int().min(0);
export const versionNumber = z.int().min(1);
export const identifier = z.string().min(1);
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/u);
export const claimReference = z.string().refine(isClaimReference);
export const claimType = z.enum(CLAIM_TYPES);
export const schemeYear = z.string().refine(isSchemeYear);
