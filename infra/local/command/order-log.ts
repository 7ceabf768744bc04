import * as z from 'zod';
import { expectStatus } from '../demo/employer.ts';
import type { ApiClient } from '../demo/api-client.ts';

const pageSchema = z.object({
  fund: z.string(),
  year: z.string(),
  lines: z.array(z.unknown()),
  next: z.number().nullable(),
});

/** A fund's whole public order log, in the shape of one page: what the verifiers in `verify/` read. */
export type OrderLog = z.output<typeof pageSchema>;

/** Page after page until the end. The lines stay as they were answered: it is for others to judge them. */
export async function downloadOrderLog(api: ApiClient, fund: string, year: string): Promise<OrderLog> {
  const lines: unknown[] = [];
  for (let after = 0; ; ) {
    const address = `/order-log/${encodeURIComponent(fund)}/${encodeURIComponent(year)}?after=${after}`;
    const answer = expectStatus(await api.send('GET', address), 200, 'Read the order log');
    const page = pageSchema.parse(answer.body);
    lines.push(...page.lines);
    if (page.next === null) return { ...page, lines };
    after = page.next;
  }
}
