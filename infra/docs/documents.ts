import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { claimStatesPage } from '../../shared/contracts/claim-states-page.ts';
import { problemsPage } from '../../shared/contracts/http/problems-page.ts';
import { openApiDocument } from '../../shared/contracts/openapi.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Every document that is drawn from the code, by its path from the root, as it has to be committed. The same code
 * gives the same bytes.
 */
export async function documents(): Promise<ReadonlyMap<string, string>> {
  const drawn = {
    'docs/api/openapi.json': JSON.stringify(openApiDocument()),
    'docs/api/problems.md': problemsPage(),
    'docs/claim-states.md': claimStatesPage(),
  };
  const formatted = Object.entries(drawn).map(async ([path, text]) => {
    const filepath = join(ROOT, path);
    return [path, await format(text, { ...(await resolveConfig(filepath)), filepath })] as const;
  });
  return new Map(await Promise.all(formatted));
}
