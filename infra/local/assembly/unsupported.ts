import type * as z from 'zod';

/** Where in an assembly something stands. `property` is a dotted path below `Properties`. */
export interface Place {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly property?: string;
}

/** Thrown for anything in a template that the embedded cloud does not run. The message names the place. */
export class UnsupportedTemplateError extends Error {
  override readonly name = 'UnsupportedTemplateError';
}

/** An error that names stack, logical id, type and property, and says what is wrong there. */
export function unsupported(place: Place, what: string): UnsupportedTemplateError {
  const property = place.property === undefined ? '' : `, property ${place.property}`;
  return new UnsupportedTemplateError(
    `${place.stack} / ${place.logicalId} (${place.type})${property}: ${what}`,
  );
}

/** The same place, one step deeper. */
export function within(place: Place, step: string | number): Place {
  const property = place.property === undefined ? String(step) : `${place.property}.${step}`;
  return { ...place, property };
}

/** Turns what a strict schema found into one error: the first finding, at its own path. */
export function unsupportedBySchema(place: Place, error: z.ZodError): UnsupportedTemplateError {
  const issue = error.issues[0];
  if (issue === undefined) return unsupported(place, error.message);
  const found = issue.path.reduce<Place>((at, step) => within(at, String(step)), place);
  if (issue.code === 'unrecognized_keys') {
    return unsupported(
      within(found, issue.keys[0] ?? ''),
      'the embedded cloud does not support this property',
    );
  }
  return unsupported(found, `the embedded cloud does not support this value (${issue.message})`);
}
