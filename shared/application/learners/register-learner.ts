import { londonDayOf } from '../../domain/calendar-day.ts';
import type { CalendarDay } from '../../domain/calendar-day.ts';
import type { Learner, RoleCategory } from '../../domain/learner.ts';
import type { NationalInsuranceNumber } from '../../domain/national-insurance.ts';
import { failure } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { employerWho } from '../claims/find-claim.ts';
import { once } from '../once.ts';
import type { IdempotentRequest } from '../once.ts';
import { pageOf } from '../page-of.ts';
import type { Ids, Page, PersonContext } from '../ports/context.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { IdentityHash, LearnerStore } from '../ports/learner-store.ts';
import { invalid } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { learnerCodec } from './learner-codec.ts';

export interface LearnerPorts {
  readonly learners: LearnerStore;
  readonly idempotency: IdempotencyStore;
  readonly identityHash: IdentityHash;
  readonly ids: Ids;
}

export interface LearnerDetails {
  readonly givenName: string;
  readonly familyName: string;
  readonly jobTitle: string;
  readonly roleCategory: RoleCategory;
  readonly regulated: boolean;
  readonly dateOfBirth?: CalendarDay | undefined;
}

const bornLater = (dateOfBirth: CalendarDay | undefined, { now }: PersonContext): Refusal | undefined =>
  dateOfBirth === undefined || dateOfBirth <= londonDayOf(now)
    ? undefined
    : invalid('/dateOfBirth', 'date-in-the-future', 'Enter a date of birth that is not after today.');

/**
 * Puts a member of staff on the employer's own list. Whether another employer knows the same person makes no
 * difference here, in the answer or in the work.
 */
export async function registerLearner(
  ports: LearnerPorts,
  command: {
    readonly niNumber: NationalInsuranceNumber;
    readonly details: LearnerDetails;
    readonly request: IdempotentRequest | undefined;
  },
  context: PersonContext,
): Promise<Result<Learner, Refusal>> {
  const person = employerWho(context.person, 'learner.write');
  if (!person.ok) return person;
  const refusal = bornLater(command.details.dateOfBirth, context);
  if (refusal) return failure(refusal);
  const learner: Learner = {
    ...command.details,
    learnerId: ports.ids.unique(context.now),
    organisationId: person.value.organisationId,
    niNumber: command.niNumber,
    identityHash: ports.identityHash(command.niNumber),
    version: 1,
    createdAt: context.now,
  };
  const setting = { store: ports.idempotency, request: command.request, codec: learnerCodec };
  return once(setting, (record) => ports.learners.register(learner, record(learner)));
}

export interface LearnerEdit {
  readonly learnerId: string;
  readonly expectedVersion: number;
  readonly patch: { readonly [Field in keyof LearnerDetails]?: LearnerDetails[Field] | undefined };
}

/** Corrects a learner's details. The NI number cannot be changed: it is who the learner is. */
export async function editLearner(
  ports: Pick<LearnerPorts, 'learners'>,
  { learnerId, expectedVersion, patch }: LearnerEdit,
  context: PersonContext,
): Promise<Result<Learner, Refusal>> {
  const person = employerWho(context.person, 'learner.write');
  if (!person.ok) return person;
  const before = await ports.learners.read(person.value.organisationId, learnerId);
  if (before === undefined) return failure({ code: 'not-found' });
  if (before.version !== expectedVersion) return failure({ code: 'stale-learner', current: before });
  const refusal = bornLater(patch.dateOfBirth, context);
  if (refusal) return failure(refusal);
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const replaced = await ports.learners.replace({ ...before, ...given, version: before.version + 1 });
  if (replaced.ok) return replaced;
  const current = await ports.learners.read(person.value.organisationId, learnerId);
  return failure({ code: 'stale-learner', current: current ?? before });
}

export async function listLearners(
  ports: Pick<LearnerPorts, 'learners'>,
  query: {
    readonly query?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
  context: PersonContext,
): Promise<Result<Page<Learner>, Refusal>> {
  const person = employerWho(context.person, 'learner.read');
  if (!person.ok) return person;
  const { organisationId } = person.value;
  return pageOf(() => ports.learners.list({ ...query, organisationId }));
}
