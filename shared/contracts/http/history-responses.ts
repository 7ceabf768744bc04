import * as z from 'zod';
import { CLAIM_NOTES } from '../../domain/audit-event.ts';
import type { DecisionRecord, RuleRecord } from '../../domain/rules/run-rules.ts';
import { CLAIM_EVENTS } from '../../domain/transitions.ts';
import type { ShapeOf } from '../stored/shape.ts';
import { claimStatus, identifier, instant, reference, version } from './answer-fields.ts';
import { toPutRight } from './claim-outcome-responses.ts';

const actor = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('system'), process: identifier }),
    z.strictObject({ kind: z.literal('employer'), personId: identifier }),
    z.strictObject({ kind: z.literal('staff'), personId: identifier.optional() }),
  ])
  .meta({ id: 'Actor', description: 'Who acted. Employers see that staff did, not which member of staff.' });

export const eventResponse = z
  .strictObject({
    at: instant,
    action: z.enum([...CLAIM_EVENTS, ...CLAIM_NOTES]),
    kind: z.enum(['transition', 'note']).meta({
      description: 'A `transition` moved the claim from state to state; a `note` did not.',
    }),
    from: claimStatus.nullable(),
    to: claimStatus.nullable(),
    actor,
    reason: z.string().optional(),
    other: reference.optional().meta({ description: 'The other claim that it is about.' }),
    version,
  })
  .meta({ id: 'HistoryEvent', description: 'One line of a claim’s history.' });

export const historyResponse = z
  .strictObject({ events: z.array(eventResponse) })
  .meta({ id: 'History', description: 'Oldest first.' });

const ruleInput = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

export const ruleResponse = z
  .strictObject({
    id: identifier,
    version,
    outcome: z.enum(['pass', 'fail', 'refer']).meta({ description: '`refer`: a caseworker looks at it.' }),
    explanation: z.string(),
    inputs: z
      .record(z.string(), ruleInput)
      .meta({ description: 'What the rule looked at. Never a name, never a National Insurance number.' }),
    problem: toPutRight.optional(),
  } satisfies ShapeOf<RuleRecord>)
  .meta({ id: 'RuleRecord' });

export const decisionRunResponse = z
  .strictObject({
    policyVersion: identifier,
    judgedAt: instant,
    rules: z.array(ruleResponse),
  } satisfies ShapeOf<Omit<DecisionRecord, 'facts'>>)
  .meta({
    id: 'DecisionRun',
    description: 'What the rules said of one submission, on the facts of its day.',
  });

export const decisionRecordResponse = z
  .strictObject({ runs: z.array(decisionRunResponse) })
  .meta({ id: 'DecisionRecord', description: 'One run for each submission, oldest first.' });
