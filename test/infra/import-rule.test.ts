import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** Only the rules that need no types: the samples are files that do not exist. */
const linter = new ESLint({
  cwd: ROOT,
  ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports' || ruleId === 'no-restricted-syntax',
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } }],
});

async function complaints(file: string, source: string): Promise<string[]> {
  const [result] = await linter.lintText(source, { filePath: join(ROOT, file) });
  return result?.messages.map(({ message }) => message) ?? ['not linted'];
}

const importing = (file: string, from: string) =>
  complaints(file, `import { thing } from '${from}';\nthing();\n`);

describe('the import rule', () => {
  it.each([
    { file: 'shared/domain/sample.ts', from: 'zod' },
    { file: 'shared/domain/sample.ts', from: 'node:crypto' },
    { file: 'shared/domain/sample.ts', from: '../application/ports.ts' },
    { file: 'shared/domain/sample.ts', from: '../contracts/routes.ts' },
    { file: 'shared/contracts/sample.ts', from: '../application/ports.ts' },
    { file: 'shared/contracts/sample.ts', from: '@aws-sdk/client-dynamodb' },
    { file: 'shared/contracts/sample.ts', from: '../http/problem.ts' },
    { file: 'shared/contracts/http/sample.ts', from: '../../http/problem.ts' },
    { file: 'shared/application/sample.ts', from: '@aws-sdk/client-dynamodb' },
    { file: 'shared/application/sample.ts', from: '../adapters/dynamodb/keys.ts' },
    { file: 'shared/application/sample.ts', from: '../http/api-bundle.ts' },
    { file: 'shared/adapters/dynamodb/sample.ts', from: '../../http/api-bundle.ts' },
    { file: 'shared/adapters/dynamodb/sample.ts', from: '../../../functions/api/claims/env.ts' },
    { file: 'functions/api/claims/handler.ts', from: '../../../infra/stages.ts' },
    { file: 'functions/api/claims/env.ts', from: '../../../shared/domain/money.ts' },
    { file: 'functions/api/claims/env.ts', from: '@middy/core' },
    { file: 'infra/stacks/sample.ts', from: '../../shared/domain/money.ts' },
    { file: 'infra/stacks/sample.ts', from: '../../shared/adapters/dynamodb/keys.ts' },
    { file: 'infra/stacks/sample.ts', from: '../../functions/api/claims/handler.ts' },
    { file: 'infra/local/sample.ts', from: '../../shared/application/ports.ts' },
    { file: 'infra/stacks/sample.ts', from: '../../test/support/templates.ts' },
    { file: 'shared/runtime/sample.ts', from: '../../test/support/templates.ts' },
  ])('refuses $from in $file', async ({ file, from }) => {
    expect(await importing(file, from)).toEqual([expect.stringMatching(/restricted/)]);
  });

  it.each([
    { file: 'shared/domain/sample.ts', from: './money.ts' },
    { file: 'shared/contracts/sample.ts', from: '../domain/money.ts' },
    { file: 'shared/contracts/sample.ts', from: './http/fields.ts' },
    { file: 'shared/application/sample.ts', from: '../domain/money.ts' },
    { file: 'shared/application/sample.ts', from: '../contracts/routes.ts' },
    { file: 'shared/adapters/dynamodb/sample.ts', from: '@aws-sdk/client-dynamodb' },
    { file: 'shared/adapters/dynamodb/sample.ts', from: '../../application/ports.ts' },
    { file: 'functions/api/claims/handler.ts', from: '../../../shared/application/ports.ts' },
    { file: 'functions/api/claims/env.ts', from: '../../base-env.ts' },
    { file: 'infra/stacks/sample.ts', from: '../../shared/contracts/routes.ts' },
    { file: 'infra/stacks/sample.ts', from: '../../functions/api/claims/env.ts' },
    { file: 'infra/stacks/sample.ts', from: '../../functions/base-env.ts' },
    { file: 'test/infra/sample.ts', from: '../support/templates.ts' },
  ])('lets $file import $from', async ({ file, from }) => {
    expect(await importing(file, from)).toEqual([]);
  });
});

describe('the rule on zod', () => {
  it.each(['shared/contracts/sample.ts', 'functions/api/claims/env.ts', 'infra/sample.ts'])(
    'wants the namespace in %s, because the named import carries every locale',
    async (file) => {
      expect(
        await complaints(file, "import * as z from 'zod';\nexport const schema = z.string();\n"),
      ).toEqual([]);
      expect(
        await complaints(file, "import { z } from 'zod';\nexport const schema = z.string();\n"),
      ).toHaveLength(1);
    },
  );
});
