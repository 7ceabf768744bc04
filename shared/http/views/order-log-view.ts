import { LINES_ON_A_PAGE } from '../../application/fund/read-order-log.ts';
import type { OrderLogPage } from '../../application/fund/read-order-log.ts';
import type { Answer } from '../../contracts/http/answer-fields.ts';
import type { orderLogResponse } from '../../contracts/http/order-log-responses.ts';

export function orderLogJson({ fundYear, lines, next }: OrderLogPage): Answer<typeof orderLogResponse> {
  return { fund: fundYear.fund, year: fundYear.year, lines, next: next ?? null };
}

/** Only a whole page may be kept: it stays the same for good, and the last one grows. */
export const cachingOf = ({ lines }: OrderLogPage): Readonly<Record<string, string>> =>
  lines.length < LINES_ON_A_PAGE ? {} : { 'cache-control': 'public, max-age=3600' };
