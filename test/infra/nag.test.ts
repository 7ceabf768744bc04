import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type App, Validations } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Stage } from '../../functions/base-env.ts';
import { buildApp } from '../../infra/app.ts';

interface Finding {
  readonly rule: string;
  readonly path: string;
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

async function synthesizedApp(stage: Stage, checks: 'none' | 'all'): Promise<App> {
  const outdir = mkdtempSync(join(tmpdir(), 'ldss-nag-'));
  directories.push(outdir);
  const app = await buildApp({ stage, assets: 'stub', outdir, checks });
  app.synth();
  return app;
}

// The sandbox stage has the resources of the local one.
const STAGES = ['local', 'production'] as const;

describe.each(STAGES)('cdk-nag on stage %s', (stage) => {
  let found: readonly Finding[];
  let accepted: readonly Acceptance[];
  beforeAll(async () => {
    const unseen = await synthesizedApp(stage, 'none');
    found = new AwsSolutionsChecks()
      .validateScope(unseen)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, path: constructPath })),
      );
    // This throws when cdk-nag or CloudFormation's own rules find anything that is not accepted.
    accepted = acceptances(await synthesizedApp(stage, 'all'));
  });

  it('finds nothing but what we accepted', () => {
    const open = found.filter((finding) => !accepted.some((acceptance) => covers(acceptance, finding)));
    expect(open).toEqual([]);
  });

  it('accepts nothing that is not found', () => {
    const idle = accepted.filter((acceptance) => !found.some((finding) => covers(acceptance, finding)));
    expect(idle).toEqual([]);
  });

  it('accepts nothing without a reason in a whole sentence', () => {
    expect(accepted.length).toBeGreaterThan(0);
    for (const { reason } of accepted) expect(reason).toMatch(/^.{40,}\.(md\.)?$/);
  });
});

interface Acceptance extends Finding {
  readonly reason: string;
}

const reasonsByRule = z.record(z.string(), z.string());

function acceptances(app: App): Acceptance[] {
  return app.node.findAll().flatMap(({ node: { path, metadata } }) =>
    metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(reasonsByRule.parse(data)))
      .map(([rule, reason]) => ({ path, rule: rule.replace(/^annotation::/i, ''), reason })),
  );
}

const covers = (acceptance: Acceptance, finding: Finding): boolean =>
  acceptance.rule === finding.rule && `${finding.path}/`.startsWith(`${acceptance.path}/`);
