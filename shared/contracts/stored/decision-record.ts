import * as z from 'zod';
import type { DecisionRecord, RuleRecord } from '../../domain/rules/run-rules.ts';
import { problemSchema } from './claim-parts.ts';
import { judgedFactsSchema } from './judged-facts.ts';
import { identifier, instant, versionNumber } from './shape.ts';
import type { ShapeOf } from './shape.ts';

const ruleInput = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

const ruleRecord = z.strictObject({
  id: identifier,
  version: versionNumber,
  outcome: z.enum(['pass', 'fail', 'refer']),
  explanation: z.string(),
  inputs: z.record(z.string(), ruleInput),
  problem: problemSchema.optional(),
} satisfies ShapeOf<RuleRecord>);

export const decisionRecordSchema = z.strictObject({
  policyVersion: identifier,
  judgedAt: instant,
  rules: z.array(ruleRecord),
  facts: judgedFactsSchema,
} satisfies ShapeOf<DecisionRecord>);
