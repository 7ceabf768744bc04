import { failure, success } from '../domain/result.ts';
import type { Result } from '../domain/result.ts';
import { BadCursorError } from './ports/context.ts';
import type { Page } from './ports/context.ts';
import { invalid } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** The page that `list` gives. A cursor that the list did not give out is refused; it is no fault of the service. */
export async function pageOf<Item>(list: () => Promise<Page<Item>>): Promise<Result<Page<Item>, Refusal>> {
  try {
    return success(await list());
  } catch (error) {
    if (!(error instanceof BadCursorError)) throw error;
    const detail = 'Send the cursor of the page before as it was given, or none to begin again.';
    return failure(invalid('/cursor', 'cursor-malformed', detail));
  }
}
