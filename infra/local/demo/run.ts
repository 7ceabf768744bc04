import * as z from 'zod';
import { READY_FILE } from '../command/paths.ts';
import { ReadyFile } from '../command/ready-file.ts';
import { apiClient, tokenFor } from './api-client.ts';
import { decide, recordMet, take } from './caseworker.ts';
import {
  draftClaim,
  expectStatus,
  inventedNiNumber,
  registerLearner,
  submit,
  upload,
  waitForStatus,
} from './employer.ts';
import { paper, pdfOf } from './paper.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const pounds = (pence: number): string =>
  `£${(pence / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`;

const fund = z.object({
  limitPence: z.number(),
  availablePence: z.number(),
  heldPence: z.number(),
  committedPence: z.number(),
});

async function showFund(employer: ReturnType<typeof apiClient>, when: string): Promise<void> {
  const answer = expectStatus(await employer.send('GET', '/funds/main/2025-26'), 200, 'Read the fund');
  const { limitPence, availablePence, heldPence, committedPence } = fund.parse(answer.body);
  say(
    `Fund ${when}: ${pounds(availablePence)} available + ${pounds(heldPence)} held + ${pounds(committedPence)} committed = ${pounds(limitPence)}`,
  );
  const sum = availablePence + heldPence + committedPence;
  if (sum !== limitPence) throw new Error(`The fund does not add up: ${sum} is not ${limitPence}`);
}

/** Three days in a row that are always within the window and the scheme year that is shipped. */
const DAYS = { startDate: '2025-09-01', paymentDate: '2025-09-03', completionDate: '2025-09-20' };
const CLOCK = '2025-10-01T09:00:00Z';
const COST = 15_000;

/** Walks one claim from draft to approved through the API of the running copy, and prints each state as it is reached. */
async function demo(): Promise<void> {
  const ready = new ReadyFile(READY_FILE).read();
  if (ready === undefined) throw new Error('Nothing runs here. Start a copy with: npm start');
  const { api, issuer } = ready;
  const sandbox = apiClient(api.replace(/\/v1$/, ''));
  expectStatus(
    await sandbox.send('PUT', '/sandbox/clock', { body: { now: CLOCK } }),
    200,
    'Set the sandbox clock',
  );
  const employer = apiClient(api, await tokenFor(issuer, 'submitter@meadow'));
  const caseworker = apiClient(api, await tokenFor(issuer, 'caseworker1@staff'));
  await showFund(employer, 'before');

  const niNumber = inventedNiNumber(Math.floor(Date.now() / 1000));
  const learnerId = await registerLearner(employer, { niNumber, givenName: 'Imogen', familyName: 'Sample' });
  const claim = await draftClaim(employer, {
    ...DAYS,
    learnerIds: [learnerId],
    trainingCode: 'UPM',
    declaredCostPence: COST,
  });
  say(`Claim ${claim}`);
  const seen = (status: string): void => say(`  ${status}`);
  await waitForStatus(employer, claim, { statuses: ['draft'], seen });
  const invoice = paper(
    'invoice.pdf',
    pdfOf(['Northmoor Training', `Paid ${DAYS.paymentDate}: ${pounds(COST)}`]),
  );
  const certificate = paper('certificate.pdf', pdfOf(['Certificate of completion', DAYS.completionDate]));
  await upload(employer, claim, { kind: 'payment', file: invoice });
  await upload(employer, claim, { kind: 'completion', learnerId, file: certificate });
  const submitted = expectStatus(await submit(employer, claim), 202, 'Submit');
  say(`Receipt ${JSON.stringify(z.object({ receipt: z.unknown() }).parse(submitted.body).receipt)}`);
  await waitForStatus(employer, claim, { statuses: ['in-review'], seen });
  await showFund(employer, 'during');

  expectStatus(await take(caseworker, claim), 200, 'Take the claim');
  expectStatus(
    await recordMet(caseworker, claim, { learnerIds: [learnerId], costPerLearnerPence: COST }),
    200,
    'Record the review',
  );
  const decision = expectStatus(await decide(caseworker, claim, 'approved'), 200, 'Decide');
  await waitForStatus(employer, claim, { statuses: ['approved'], seen });
  const { amount } = z
    .object({ amount: z.object({ totalPence: z.number(), explanation: z.string() }) })
    .parse(decision.body);
  say(`Amount ${pounds(amount.totalPence)}. ${amount.explanation}`);
  await waitForSettlement(employer, claim);
  await showFund(employer, 'after');
  await showHistory(employer, claim);
}

/** The line commits the money a moment after the decision. */
async function waitForSettlement(employer: ReturnType<typeof apiClient>, claim: string): Promise<void> {
  const amounts = z.object({ amounts: z.object({ heldPence: z.number() }) });
  for (let tries = 0; tries < 100; tries += 1) {
    const { body } = await employer.send('GET', `/claims/${claim}`);
    if (amounts.parse(body).amounts.heldPence === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The money was not committed');
}

async function showHistory(employer: ReturnType<typeof apiClient>, claim: string): Promise<void> {
  const { body } = await employer.send('GET', `/claims/${claim}/history`);
  const line = z.object({
    kind: z.string(),
    action: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
  });
  const { events } = z.object({ events: z.array(line) }).parse(body);
  say('History');
  for (const event of events.filter(({ kind }) => kind === 'transition')) {
    say(`  ${event.action}: ${event.from ?? 'new'} → ${event.to ?? ''}`);
  }
}

await demo();
