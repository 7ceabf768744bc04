import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents } from '../../infra/docs/documents.ts';
import { PROBLEM_CODES } from '../../shared/contracts/http/problems.ts';
import { CLAIM_STATUSES, TRANSITIONS } from '../../shared/domain/transitions.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const committed = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const drawn = await documents();

describe('the documents that are drawn from the code', () => {
  it('are the API, its problems, the states of a claim and the rules', () => {
    expect([...drawn.keys()]).toEqual([
      'docs/api/openapi.json',
      'docs/api/problems.md',
      'docs/claim-states.md',
      'docs/rules.md',
    ]);
  });

  it.each([...drawn])(
    'are committed as they are drawn: %s (run npm run docs when this fails)',
    (path, text) => {
      expect(committed(path)).toBe(text);
    },
  );

  it('name every problem, with a meaning and a remedy', () => {
    const page = committed('docs/api/problems.md');
    for (const code of PROBLEM_CODES) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${code}\` `));
      const cells = row?.split('|').map((cell) => cell.trim());
      expect(cells?.slice(2, 6)).toEqual([
        expect.stringMatching(/^[45]\d\d$/),
        expect.stringMatching(/^[A-Z]/),
        expect.stringMatching(/\.$/),
        expect.stringMatching(/\.$/),
      ]);
    }
  });

  it('draw every move of a claim once, and every state', () => {
    const page = committed('docs/claim-states.md');
    const node = (status: string): string => status.replaceAll('-', '_');
    const arrows = page.match(/^ {2}\w+ --> \w+: .*$/gm) ?? [];
    expect(arrows.toSorted()).toEqual(
      TRANSITIONS.map(({ from, event, to }) => `  ${node(from)} --> ${node(to)}: ${event}`).toSorted(),
    );
    for (const status of CLAIM_STATUSES) expect(page).toContain(`| \`${status}\` `);
  });
});
