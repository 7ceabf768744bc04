import type { Answer, ApiClient } from '../../infra/local/demo/api-client.ts';
import { decide, recordMet, take } from '../../infra/local/demo/caseworker.ts';
import { expectStatus, submit, waitForStatus } from '../../infra/local/demo/employer.ts';
import { drafted, newLearner, withEvidence } from '../support/claims.ts';
import type { Drafted } from '../support/claims.ts';
import { median, secondsSince } from './figure.ts';
import type { Figure } from './figure.ts';
import type { Usage } from './dynamodb-meter.ts';
import { startMeteredCopy } from './metered-copy.ts';
import type { MeteredCopy } from './metered-copy.ts';

const READS = 50;
const SUBMISSIONS = 20;
const COST = 15_000;

interface Walkers {
  readonly copy: MeteredCopy;
  readonly employer: ApiClient;
  readonly caseworker: ApiClient;
}

async function approve({ caseworker }: Walkers, { claim, learnerId }: Drafted): Promise<Answer> {
  await take(caseworker, claim);
  await recordMet(caseworker, claim, { learnerIds: [learnerId], costPerLearnerPence: COST });
  return expectStatus(await decide(caseworker, claim, 'approved'), 200, 'Approve');
}

async function sendBack({ caseworker }: Walkers, { claim, learnerId }: Drafted): Promise<void> {
  await take(caseworker, claim);
  const { etag } = await caseworker.send('GET', `/claims/${claim}`);
  const completion = {
    step: 'completion',
    learnerId,
    outcome: 'action',
    reasonCodes: ['certificate-date-missing'],
  };
  const payment = { step: 'payment', outcome: 'met', costPerLearnerPence: COST };
  const recorded = await caseworker.send('PUT', `/claims/${claim}/review`, {
    headers: { 'if-match': etag },
    body: { steps: [payment, completion] },
  });
  expectStatus(recorded, 200, 'Record the review');
  expectStatus(await decide(caseworker, claim, 'needs-action'), 200, 'Send back');
}

function operationsBetween(before: Usage, after: Usage): string {
  const counts = Object.entries(after.operations).map(
    ([operation, count]) => [operation, count - (before.operations[operation] ?? 0)] as const,
  );
  return counts
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([operation, count]) => `${count} ${operation}`)
    .join(', ');
}

/**
 * One claim from draft to committed money, by the straight path. Nobody polls meanwhile: whether the system is done is
 * seen by its asking nothing more of DynamoDB.
 */
async function straightWalk(walkers: Walkers): Promise<readonly Figure[]> {
  const { copy, employer } = walkers;
  const learnerId = await newLearner(employer);
  await copy.meter.quiet();
  const before = copy.meter.usage();
  const draft = await drafted(employer, { learnerIds: [learnerId] });
  await withEvidence(employer, draft);
  expectStatus(await submit(employer, draft.claim), 202, 'Submit');
  await copy.meter.quiet();
  await approve(walkers, draft);
  await copy.meter.quiet();
  const after = copy.meter.usage();
  return [
    {
      what: 'state transitions of a straight walk',
      measured: copy.transitions(draft.claim),
      limit: 8,
      unit: '',
    },
    {
      what: 'DynamoDB requests of that walk',
      measured: after.requests - before.requests,
      unit: '',
      detail: `${operationsBetween(before, after)}; ${after.clockReads - before.clockReads} more for the sandbox clock, which production does not have`,
    },
    { what: 'DynamoDB write units of that walk', measured: after.writeUnits - before.writeUnits, unit: '' },
    { what: 'DynamoDB read units of that walk', measured: after.readUnits - before.readUnits, unit: '' },
  ];
}

/** What being sent back once adds to a walk. */
async function sendBackRound(walkers: Walkers, straight: number): Promise<Figure> {
  const { copy, employer } = walkers;
  const draft = await drafted(employer);
  await withEvidence(employer, draft);
  await submit(employer, draft.claim);
  await waitForStatus(employer, draft.claim, { statuses: ['in-review'] });
  await sendBack(walkers, draft);
  await copy.meter.quiet();
  expectStatus(await submit(employer, draft.claim), 202, 'Submit again');
  await waitForStatus(employer, draft.claim, { statuses: ['in-review'] });
  await approve(walkers, draft);
  await copy.meter.quiet();
  const measured = copy.transitions(draft.claim) - straight;
  return { what: 'state transitions of a send-back round', measured, limit: 6, unit: '' };
}

async function times(count: number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let done = 0; done < count; done += 1) {
    const began = performance.now();
    await work();
    taken.push(secondsSince(began) * 1_000);
  }
  return taken;
}

/** How long the API takes once its functions are warm, one caller, one request after another. */
async function latencies({ copy, employer }: Walkers): Promise<readonly Figure[]> {
  const { claim } = await drafted(employer);
  const read = () => employer.send('GET', `/claims/${claim}`);
  await times(5, read);
  const reads = await times(READS, read);
  const submissions: number[] = [];
  const wholes = await times(SUBMISSIONS, async () => {
    const draft = await drafted(employer);
    await withEvidence(employer, draft);
    const [submission = Number.NaN] = await times(1, async () =>
      expectStatus(await submit(employer, draft.claim), 202, 'Submit'),
    );
    submissions.push(submission);
  });
  await copy.meter.quiet();
  return [
    { what: `reading a claim, median of ${READS}`, measured: median(reads), unit: 'ms' },
    { what: `submitting a claim, median of ${SUBMISSIONS}`, measured: median(submissions), unit: 'ms' },
    {
      what: `draft, two files and submission, median of ${SUBMISSIONS}`,
      measured: median(wholes),
      unit: 'ms',
      detail: 'with a new learner for each',
    },
  ];
}

/** Real claims through a whole copy: what the engines count, and how long people wait. */
export async function walks(): Promise<readonly Figure[]> {
  const copy = await startMeteredCopy();
  try {
    const walkers = {
      copy,
      employer: await copy.as('submitter@meadow'),
      caseworker: await copy.as('caseworker1@staff'),
    };
    // The first walk boots every function; what it takes is nobody's figure.
    await straightWalk(walkers);
    const straight = await straightWalk(walkers);
    const round = await sendBackRound(walkers, straight[0]?.measured ?? Number.NaN);
    return [...straight.slice(0, 1), round, ...straight.slice(1), ...(await latencies(walkers))];
  } finally {
    await copy.close();
  }
}
