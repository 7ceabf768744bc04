import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { apiClient, tokenFor } from '../../infra/local/demo/api-client.ts';
import { submit, waitForStatus } from '../../infra/local/demo/employer.ts';
import { approve, drafted, eventually, fundOf, withEvidence } from '../support/claims.ts';

const readyShape = z.object({ api: z.string(), issuer: z.string() });
type Ready = z.infer<typeof readyShape>;

const directory = mkdtempSync(join(tmpdir(), 'ldss-restart-'));
const running: ChildProcess[] = [];

/** Starts a copy in a process of its own, on the same data each time. */
async function start(): Promise<{ readonly ready: Ready; readonly child: ChildProcess }> {
  const entry = join(import.meta.dirname, '..', 'support', 'copy-process.ts');
  const child = spawn(process.execPath, [entry, inject('assembly'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = z.array(z.string()).parse(await once(lines, 'line'));
  return { ready: readyShape.parse(JSON.parse(line ?? '')), child };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

afterAll(async () => {
  for (const child of running) if (child.exitCode === null && child.signalCode === null) await kill(child);
  rmSync(directory, { recursive: true, force: true });
});

it('loses nothing that was acknowledged when it is killed in the middle of walks, and every walk goes on', async () => {
  const first = await start();
  const employer = apiClient(first.ready.api, await tokenFor(first.ready.issuer, 'submitter@meadow'));
  const before = await fundOf(employer);
  const drafts = [];
  for (let index = 0; index < 4; index += 1) drafts.push(await drafted(employer));
  for (const draft of drafts.slice(0, 3)) await withEvidence(employer, draft);
  const answers = await Promise.all(drafts.slice(0, 3).map(({ claim }) => submit(employer, claim)));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  // The evidence is being scanned, the line is settling, walks are starting: everything is in the middle.
  await kill(first.child);

  const second = await start();
  const again = apiClient(second.ready.api, await tokenFor(second.ready.issuer, 'submitter@meadow'));
  const staff = apiClient(second.ready.api, await tokenFor(second.ready.issuer, 'caseworker1@staff'));
  for (const { claim } of drafts.slice(0, 3)) await waitForStatus(again, claim, { statuses: ['in-review'] });
  const last = drafts[3];
  if (last === undefined) throw new Error('There is a fourth draft');
  expect((await again.send('GET', `/claims/${last.claim}`)).body).toMatchObject({ status: 'draft' });
  const during = await fundOf(again);
  expect(during.heldPence - before.heldPence).toBe(45_000);
  expect(during.availablePence + during.heldPence + during.committedPence).toBe(during.limitPence);

  // Killed again right after decisions: their money is committed all the same.
  for (const draft of drafts.slice(0, 3)) expect((await approve(staff, draft)).status).toBe(200);
  await kill(second.child);
  const third = await start();
  const reader = apiClient(third.ready.api, await tokenFor(third.ready.issuer, 'submitter@meadow'));
  const after = await eventually(
    () => fundOf(reader),
    ({ committedPence }) => committedPence - before.committedPence === 45_000,
  );
  expect(after.heldPence).toBe(before.heldPence);
  for (const { claim } of drafts.slice(0, 3)) {
    const { body } = await reader.send('GET', `/claims/${claim}/history`);
    const { events } = z
      .object({ events: z.array(z.object({ kind: z.string(), to: z.string().nullable() })) })
      .parse(body);
    const states = events.filter(({ kind }) => kind === 'transition').map(({ to }) => to);
    expect(states).toEqual(['draft', 'submitted', 'in-review', 'approved']);
  }
}, 120_000);
