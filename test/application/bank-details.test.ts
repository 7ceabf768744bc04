import { afterAll, beforeAll, expect, it } from 'vitest';
import { submitClaim } from '../../shared/application/claims/submit-claim.ts';
import type { Refusal } from '../../shared/application/refusal.ts';
import { PROBLEM_RESPONSES } from '../../shared/contracts/http/problem-responses.ts';
import type { Organisation } from '../../shared/domain/organisation.ts';
import { problemOf } from '../../shared/http/problem.ts';
import {
  aCompany,
  anEmployer,
  drafted,
  now,
  refusal,
  submission,
  submit,
  withCleanFiles,
} from './support/journey.ts';
import type { Drafted } from './support/journey.ts';
import { startWorld } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const RULE = 'employer.bank-details';

/** A claim that lacks nothing of its own, of an employer of which this is true. */
async function readyOf(changes: Partial<Organisation>): Promise<Drafted> {
  const owner = await anEmployer(world);
  const draft = await drafted(world, {}, owner);
  await withCleanFiles(world, draft);
  await world.ports.organisations.putOrganisation({ ...aCompany(owner.organisationId), ...changes });
  return draft;
}

async function problemFor(draft: Drafted) {
  const answer = await submitClaim(world.ports, ...submission(draft));
  const { members, headers, ...problem } = problemOf(refusal<Refusal>(answer));
  return { ...problem, ...members, headers };
}

it.each([
  {
    bankDetails: 'none',
    code: 'bank-details-missing',
    explanation: 'Your organisation has given no bank details.',
    fix: 'Ask your Senior Responsible Officer to add them. Your draft is kept.',
  },
  {
    bankDetails: 'given',
    code: 'bank-details-not-verified',
    explanation: 'Your organisation’s bank details are not verified yet.',
    fix: 'Wait until they are verified, then submit the claim. Your draft is kept.',
  },
] as const)(
  'a claim that lacks nothing else is told which rule and what to do: bank details $bankDetails',
  async ({ bankDetails, code, explanation, fix }) => {
    const draft = await readyOf({ bankDetails });

    const problem = await problemFor(draft);

    expect(problem).toMatchObject({
      code: 'bank-details-missing',
      status: 409,
      detail: `${explanation} ${fix}`,
      errors: [{ pointer: '', code, detail: `${explanation} ${fix}` }],
      rules: [{ id: RULE, version: 1, explanation }],
    });
    const { headers, ...body } = problem;
    const answered = { ...body, type: '/problems/bank-details-missing', correlationId: 'correlation-1' };
    expect(PROBLEM_RESPONSES.get('bank-details-missing')?.safeParse(answered).error).toBeUndefined();
    expect(headers).toBeUndefined();
    expect(await now(world, draft)).toMatchObject({ status: 'draft', version: 1 });
  },
);

it('where more is wrong the claim is refused for that, with the bank details in the list', async () => {
  const draft = await readyOf({ bankDetails: 'none', workforceDataSetUpToDateAt: undefined });

  expect(await problemFor(draft)).toMatchObject({
    code: 'not-eligible',
    status: 422,
    errors: [{ code: 'workforce-data-set-stale' }, { code: 'bank-details-missing' }],
    rules: [{ id: 'employer.workforce-data-set-up-to-date' }, { id: RULE }],
  });
});

it('the same claim is submitted once they are verified', async () => {
  const draft = await readyOf({ bankDetails: 'given' });
  expect((await problemFor(draft)).status).toBe(409);
  await world.ports.organisations.putOrganisation(aCompany(draft.owner.organisationId));

  expect(await submit(world, draft)).toMatchObject({ status: 'submitted' });
});
