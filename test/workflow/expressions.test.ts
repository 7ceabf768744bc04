import validate from 'asl-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import * as expressions from '../../infra/workflow/expressions.ts';
import { definitionText } from '../support/claim-workflow.ts';
import { templatesOf } from '../support/templates.ts';
import { evaluate } from '../support/walk-workflow.ts';

const input = { reference: '7KD-M3QX-9TWB-A', submissionNumber: 1, correlationId: 'c-1' };
const {
  ANSWERED_OUTCOME,
  EVIDENCE_OUTCOME,
  KEEP_IDENTIFIERS,
  REFERENCE,
  RETURNED_OUTCOME,
  TASK_TOKEN,
  fundsAre,
  reviewIs,
  validationIs,
} = expressions;

interface Case {
  readonly expression: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly gives: unknown;
}

const reads: Case[] = [
  { expression: KEEP_IDENTIFIERS, given: { states: { input, result: { outcome: 'x' } } }, gives: input },
  { expression: REFERENCE, given: { states: { input } }, gives: '7KD-M3QX-9TWB-A' },
  { expression: TASK_TOKEN, given: { states: { context: { Task: { Token: 't/+=' } } } }, gives: 't/+=' },
  { expression: ANSWERED_OUTCOME, given: { states: { result: { outcome: 'held' } } }, gives: 'held' },
  {
    expression: RETURNED_OUTCOME,
    given: { states: { result: { StatusCode: 200, Payload: { outcome: 'passed' } } } },
    gives: 'passed',
  },
  { expression: EVIDENCE_OUTCOME, given: { evidenceOutcome: 'late' }, gives: 'late' },
];

const VALIDATIONS = ['passed', 'passed-again', 'needs-action', 'ended'] as const;
const FUNDS = ['held', 'refused', 'ended'] as const;
const REVIEWS = ['approved', 'rejected', 'needs-action', 'ended'] as const;

const decides: Case[] = [
  ...VALIDATIONS.flatMap((asked) =>
    [...VALIDATIONS, 'passed ', 'Passed'].map((validation) => ({
      expression: validationIs(asked),
      given: { validation },
      gives: validation === asked,
    })),
  ),
  ...FUNDS.flatMap((asked) =>
    FUNDS.map((funds) => ({ expression: fundsAre(asked), given: { funds }, gives: funds === asked })),
  ),
  ...REVIEWS.flatMap((asked) =>
    REVIEWS.map((review) => ({ expression: reviewIs(asked), given: { review }, gives: review === asked })),
  ),
];

describe('the expressions of the workflow', () => {
  it.each([...reads, ...decides])('$expression of $given is $gives', async ({ expression, given, gives }) => {
    expect(await evaluate(expression, given)).toEqual(gives);
  });

  it('have no value when an answer has no outcome, which Step Functions takes for a fault', async () => {
    expect(await evaluate(ANSWERED_OUTCOME, { states: { result: {} } })).toBeUndefined();
    expect(await evaluate(RETURNED_OUTCOME, { states: { result: { Payload: {} } } })).toBeUndefined();
  });
});

describe('the synthesized definition', () => {
  let text: string;
  beforeAll(async () => {
    text = definitionText(await templatesOf('production'));
  });

  it('is valid Amazon States Language', () => {
    const verdict = validate(JSON.parse(text));
    expect(verdict.errorsText()).toBe('');
    expect(verdict.isValid).toBe(true);
  });

  it('has no expression that is not tested here', () => {
    const written = new Set(text.match(/\{%[^%]*%\}/g));
    const tested = new Set([...reads, ...decides].map(({ expression }) => expression));
    expect(tested).toEqual(written);
  });
});
