import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { claimStatesPage } from '../../shared/contracts/claim-states-page.ts';
import { problemsPage } from '../../shared/contracts/http/problems-page.ts';
import { rulesPage } from '../../shared/contracts/rules-page.ts';
import { openApiDocument } from '../../shared/contracts/openapi.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const RULE_TESTS = ['test/unit/domain', 'test/property'];

/** Which suites name a rule: a test is found by the id of the rule that it holds. */
function testsNaming(): (ruleId: string) => readonly string[] {
  const files = RULE_TESTS.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.ts'))
      .toSorted()
      .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(ROOT, folder, name), 'utf8') })),
  );
  return (ruleId) => files.filter(({ text }) => text.includes(`'${ruleId}'`)).map(({ path }) => path);
}

/**
 * Every document that is drawn from the code, by its path from the root, as it has to be committed. The same code
 * gives the same bytes.
 */
export async function documents(): Promise<ReadonlyMap<string, string>> {
  const drawn = {
    'docs/api/openapi.json': JSON.stringify(openApiDocument()),
    'docs/api/problems.md': problemsPage(),
    'docs/claim-states.md': claimStatesPage(),
    'docs/rules.md': rulesPage(testsNaming()),
  };
  const formatted = Object.entries(drawn).map(async ([path, text]) => {
    const filepath = join(ROOT, path);
    return [path, await format(text, { ...(await resolveConfig(filepath)), filepath })] as const;
  });
  return new Map(await Promise.all(formatted));
}
