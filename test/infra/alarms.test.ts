import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { statementsOf } from '../support/permissions.ts';
import { ofType, property, templatesOf, type Resource, type Templates } from '../support/templates.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const RUNBOOKS = join(ROOT, 'docs', 'runbooks');

describe('alarms', () => {
  let templates: Templates;
  let alarms: Resource[];
  beforeAll(async () => {
    templates = await templatesOf('production');
    alarms = ofType(templates, 'AWS::CloudWatch::Alarm');
  });

  it('each name a runbook that exists', () => {
    for (const alarm of alarms) {
      const runbook = runbookOf(alarm);
      expect(existsSync(join(ROOT, runbook)), `${alarm.id} → ${runbook}`).toBe(true);
    }
  });

  it('are each named by the runbook that they point to, so that the page can be found from the alarm', () => {
    for (const alarm of alarms) {
      const name = alarm.id.replace(/Alarm[0-9A-F]{8}$/, '').replace(/[0-9A-F]{8}$/, '');
      expect(readFileSync(join(ROOT, runbookOf(alarm)), 'utf8'), alarm.id).toContain(`\`${name}\``);
    }
  });

  it('tell somebody when they sound and when all is well again', () => {
    const [topic] = ofType(templates, 'AWS::SNS::Topic');
    for (const alarm of alarms) {
      expect(alarm.Properties, alarm.id).toMatchObject({
        AlarmActions: [{ Ref: topic?.id }],
        OKActions: [{ Ref: topic?.id }],
        TreatMissingData: 'notBreaching',
      });
    }
  });

  it('watch every queue of dead letters', () => {
    const dead = ofType(templates, 'AWS::SQS::Queue').filter(
      ({ Properties }) => !('RedrivePolicy' in Properties),
    );
    const watched = alarms
      .filter(({ Properties }) => Properties['MetricName'] === 'ApproximateNumberOfMessagesVisible')
      .map((alarm) => JSON.stringify(alarm.Properties['Dimensions']));
    expect(dead).toHaveLength(3);
    for (const queue of dead)
      expect(watched.filter((dimensions) => dimensions.includes(queue.id))).toHaveLength(1);
  });

  it('watch the money, the allocator, the workflow, the API, the scans, the sweeps and the throttles', () => {
    expect(alarms.map(({ id }) => id.replace(/Alarm[0-9A-F]{8}$/, '')).toSorted()).toEqual([
      'AllocatorBehind',
      'AnnouncerBehind',
      'ApiErrors',
      'ArrivalsGivenUp',
      'ArrivalsLate',
      'FunctionsThrottled',
      'FundStopped',
      'OutboxBehind',
      'ScansGivenUp',
      'ScansLate',
      'StreamBatchesGivenUp',
      'SweepsFailing',
      'TablesThrottled',
      'TicketsSetAside',
      'WorkflowsFailed',
    ]);
  });

  it('can be heard: CloudWatch may publish to the encrypted topic and use its key', () => {
    const [policy] = ofType(templates, 'AWS::SNS::TopicPolicy');
    const publishing = policy && statementsOf(policy).filter(({ Effect }) => Effect === 'Allow');
    expect(publishing).toEqual([
      expect.objectContaining({
        Action: ['sns:Publish'],
        Principal: { Service: 'cloudwatch.amazonaws.com' },
      }),
    ]);
    const [key] = ofType(templates, 'AWS::KMS::Key');
    expect(JSON.stringify(key && property(key, 'KeyPolicy', z.unknown()))).toContain(
      'cloudwatch.amazonaws.com',
    );
    expect(key?.Properties['EnableKeyRotation']).toBe(true);
  });
});

describe('runbooks', () => {
  it('link only to pages that exist', () => {
    for (const page of readdirSync(RUNBOOKS)) {
      const links = readFileSync(join(RUNBOOKS, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g);
      for (const [, target = ''] of links)
        expect(existsSync(join(RUNBOOKS, target)), `${page} → ${target}`).toBe(true);
    }
    expect(readdirSync(RUNBOOKS)).toContain('README.md');
  });

  it('are all listed on the first page', () => {
    const index = readFileSync(join(RUNBOOKS, 'README.md'), 'utf8');
    for (const page of readdirSync(RUNBOOKS)) if (page !== 'README.md') expect(index).toContain(`](${page})`);
  });
});

function runbookOf(alarm: Resource): string {
  const says = property(alarm, 'AlarmDescription', z.string());
  const runbook = /Runbook: (docs\/runbooks\/[a-z-]+\.md)$/.exec(says)?.[1];
  if (runbook === undefined) throw new Error(`${alarm.id} names no runbook: ${says}`);
  return runbook;
}
