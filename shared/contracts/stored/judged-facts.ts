import * as z from 'zod';
import { EVIDENCE_KINDS, EVIDENCE_STATUSES } from '../../domain/evidence.ts';
import { ROLE_CATEGORIES } from '../../domain/learner.ts';
import type {
  JudgedClaim,
  JudgedFacts,
  JudgedLearner,
  JudgedOrganisation,
} from '../../domain/rules/judged-facts.ts';
import type { RuleEvidence } from '../../domain/rules/rule.ts';
import { CLAIM_STATUSES } from '../../domain/transitions.ts';
import { saidShape, startPartSchema } from './claim-parts.ts';
import { judgedOrganisationShape } from './registry.ts';
import { catalogueEntrySchema, policySchema } from './scheme.ts';
import { claimType, identifier, instant } from './shape.ts';
import type { ShapeOf } from './shape.ts';

const judgedClaim = z.strictObject({
  ...saidShape,
  provider: z.strictObject({ qualityAssured: z.boolean() }),
  type: claimType,
  startPart: startPartSchema.optional(),
} satisfies ShapeOf<JudgedClaim>);

const judgedLearner = z.strictObject({
  learnerId: identifier,
  roleCategory: z.enum(ROLE_CATEGORIES),
  regulated: z.boolean(),
  ageAtStart: z.int().optional(),
  niNumberIssuable: z.boolean().optional(),
} satisfies ShapeOf<JudgedLearner>);

const judgedEvidence = z.strictObject({
  kind: z.enum(EVIDENCE_KINDS),
  learnerId: identifier.optional(),
  status: z.enum(EVIDENCE_STATUSES),
} satisfies ShapeOf<RuleEvidence>);

/** What a decision was made on. A field that this version does not know could have changed it, so it is corrupt. */
export const judgedFactsSchema = z.strictObject({
  claim: judgedClaim,
  organisation: z.strictObject(judgedOrganisationShape satisfies ShapeOf<JudgedOrganisation>),
  learners: z.array(judgedLearner),
  catalogue: z.array(catalogueEntrySchema),
  policy: policySchema,
  submittedAt: instant,
  now: instant,
  startPartStatus: z.enum(CLAIM_STATUSES).optional(),
  claimedElsewhere: z.array(identifier).optional(),
  evidence: z.array(judgedEvidence).optional(),
} satisfies ShapeOf<JudgedFacts>);
