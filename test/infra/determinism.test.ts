import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../infra/stages.ts';
import { ofType, synthesizeTemplates, type Templates } from '../support/templates.ts';

describe('synthesis', () => {
  it('writes the same templates twice, to the letter', async () => {
    const [first, second] = [
      await synthesizeTemplates('production'),
      await synthesizeTemplates('production'),
    ];
    expect([...first.text.keys()]).toEqual([
      'Ldss-production-Api',
      'Ldss-production-Data',
      'Ldss-production-Observability',
      'Ldss-production-Workflow',
    ]);
    expect(second.text).toEqual(first.text);
  });

  it('makes the same resources whether or not the checks look at them', async () => {
    const checked = await synthesizeTemplates('local', 'nag');
    const unchecked = await synthesizeTemplates('local');
    expect(parsed(checked)).toEqual(parsed(unchecked));
  });

  it('keeps what must not be lost apart from what is deployed every day', async () => {
    const templates = await synthesizeTemplates('production');
    const kept = [
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
      'AWS::SecretsManager::Secret',
    ];
    const stacks = kept.flatMap((type) => ofType(templates, type).map(({ stack }) => stack));
    expect(new Set(stacks)).toEqual(new Set(['Ldss-production-Data']));
  });
});

describe('stage settings', () => {
  it('open a deployment that was not told its origin to no browser at all', () => {
    expect(new URL(settingsOf('production').webOrigin).hostname).toMatch(/\.invalid$/);
    expect(new URL(settingsOf('sandbox').webOrigin).hostname).toMatch(/\.invalid$/);
    expect(settingsOf('production', 'https://claims.example.org').webOrigin).toBe(
      'https://claims.example.org',
    );
  });

  it('keep the sandbox and its clock out of production', () => {
    expect(settingsOf('production')).toMatchObject({ sandbox: false, clock: 'system' });
  });
});

const parsed = ({ text }: Templates): unknown[] =>
  [...text.values()].map((json): unknown => JSON.parse(json));
