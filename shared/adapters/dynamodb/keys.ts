import { createHash } from 'node:crypto';
import { FUNDS } from '../../domain/catalogue.ts';
import type { FundYear, TicketId } from '../../domain/fund/ticket.ts';
import type { LearnerId } from '../../domain/learner.ts';
import type { OrganisationId, PersonId } from '../../domain/person.ts';
import { isClaimReference } from '../../domain/reference.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { isSchemeYear } from '../../domain/scheme-year.ts';

/** A key of the claims and the funds table. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Indexes that cover all claims are cut into shards, so that no busy hour is one hot partition. */
const SHARDS = 4;
export const ALL_SHARDS: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);

/** Always the same shard for the same text: a stored row stays where its index says. */
const shardOf = (text: string): number => createHash('sha256').update(text).digest().readUInt8(0) % SHARDS;

const padded = (number: number): string => String(number).padStart(8, '0');

/** Beginnings of sort keys: what a query of one kind of row asks for. */
export const EVENTS = 'EVENT#';
export const RECORDS = 'RECORD#';
export const EVIDENCE = 'EVIDENCE#';
export const WAITS = 'WAIT#';
export const LEARNER_NAMES = 'NAME#';
export const CAPS = 'CAP#';
export const PROOFS = 'PROOF#';

const CLAIM = 'CLAIM#';
export const claimPartition = (reference: ClaimReference): string => `${CLAIM}${reference}`;
export const claimKey = (reference: ClaimReference): Key => ({ pk: claimPartition(reference), sk: 'CLAIM' });

/** In the order of the claim's versions; events of one version in the order of their ids, which sort by time. */
export const eventKey = (event: { reference: ClaimReference; version: number; eventId: string }): Key => ({
  pk: claimPartition(event.reference),
  sk: `${EVENTS}${padded(event.version)}#${event.eventId}`,
});

/** A run that moved the claim carries the claim's version too: two moves can fall into one millisecond. */
export const recordKey = (run: {
  reference: ClaimReference;
  submissionNumber: number;
  judgedAt: string;
  version?: number;
}): Key => ({
  pk: claimPartition(run.reference),
  sk: `${RECORDS}${padded(run.submissionNumber)}#${run.judgedAt}${run.version === undefined ? '' : `#${padded(run.version)}`}`,
});

export const evidenceKey = (reference: ClaimReference, evidenceId: string): Key => ({
  pk: claimPartition(reference),
  sk: `${EVIDENCE}${evidenceId}`,
});

/** Counts the files that were ever added to a claim. */
export const evidenceCountKey = (reference: ClaimReference): Key => ({
  pk: claimPartition(reference),
  sk: 'FILES',
});

/** One row for each token: a late write of a try that was given up never takes the place of a younger one's. */
export const waitKey = (wait: { reference: ClaimReference; step: string; token: string }): Key => ({
  pk: claimPartition(wait.reference),
  sk: `${WAITS}${wait.step}#${createHash('sha256').update(wait.token).digest('hex').slice(0, 16)}`,
});

export const guardRowKey = (key: string): Key => ({ pk: `GUARD#${key}`, sk: 'GUARD' });
export const idempotencyKey = (scope: string, key: string): Key => ({ pk: `IDEMPOTENCY#${scope}`, sk: key });

export const organisationPartition = (organisationId: OrganisationId): string => `ORG#${organisationId}`;
export const organisationKey = (organisationId: OrganisationId): Key => ({
  pk: organisationPartition(organisationId),
  sk: 'ORGANISATION',
});
export const learnerKey = (organisationId: OrganisationId, learnerId: LearnerId): Key => ({
  pk: organisationPartition(organisationId),
  sk: `LEARNER#${learnerId}`,
});
export const identityKey = (organisationId: OrganisationId, identityHash: string): Key => ({
  pk: organisationPartition(organisationId),
  sk: `IDENTITY#${identityHash}`,
});

/** How names are compared: case and composition of letters do not matter. */
export const nameForOrder = (name: string): string => name.normalize('NFC').toLowerCase();

/** Names are cut so that the key stays within DynamoDB's 1,024 bytes; the id keeps it unique. */
export const learnerNameKey = (learner: {
  organisationId: OrganisationId;
  learnerId: LearnerId;
  familyName: string;
  givenName: string;
}): Key => {
  const part = (name: string): string => nameForOrder(name).slice(0, 100);
  return {
    pk: organisationPartition(learner.organisationId),
    sk: `${LEARNER_NAMES}${part(learner.familyName)}#${part(learner.givenName)}#${learner.learnerId}`,
  };
};

/** Which rows are live when. */
export const SCHEME_HEAD: Key = { pk: 'SCHEME', sk: 'HEAD' };
type SchemePart = 'POLICY' | 'CATALOGUE';
/** Rows of the scheme are never written over: each change writes its part anew, under a number of its own. */
export const schemeRows = (part: SchemePart, revision: number): Key => ({
  pk: 'SCHEME',
  sk: `${part}#${padded(revision)}#`,
});
export const schemeKey = (part: SchemePart, revision: number, name: string): Key => {
  const { pk, sk } = schemeRows(part, revision);
  return { pk, sk: `${sk}${name}` };
};

export const CHANGE_SETS = 'CHANGE-SETS';
/** Ids sort by the moment of the proposal. */
export const changeSetKey = (changeSetId: string): Key => ({ pk: CHANGE_SETS, sk: `ID#${changeSetId}` });
export const changeSetPartition = (changeSetId: string): string => `CHANGE-SET#${changeSetId}`;
type ContentPart = 'VERSIONS#' | 'ENTRIES#' | 'ROWS#';
export const contentKey = (changeSetId: string, part: ContentPart, page: number): Key => ({
  pk: changeSetPartition(changeSetId),
  sk: `${part}${padded(page)}`,
});
/** In the order of the change set's versions. */
export const changeSetEventKey = (event: { changeSetId: string; version: number }): Key => ({
  pk: changeSetPartition(event.changeSetId),
  sk: `${EVENTS}${padded(event.version)}`,
});

export const personKey = (personId: PersonId): Key => ({ pk: `PERSON#${personId}`, sk: 'PERSON' });
export const SANDBOX_CLOCK: Key = { pk: 'SANDBOX', sk: 'CLOCK' };

export const fundPartition = ({ fund, year }: FundYear): string => `FUND#${fund}#${year}`;
export const potKey = (fundYear: FundYear): Key => ({ pk: fundPartition(fundYear), sk: 'POT' });
export const capKey = (fundYear: FundYear, organisationId: OrganisationId): Key => ({
  pk: fundPartition(fundYear),
  sk: `${CAPS}${organisationId}`,
});

export const stopKey = (fundYear: FundYear): Key => ({ pk: fundPartition(fundYear), sk: 'STOP' });
/** Stops that somebody has released, for whoever wants to know. */
export const pastStopKey = (fundYear: FundYear, stoppedAt: string): Key => ({
  pk: fundPartition(fundYear),
  sk: `STOPPED#${stoppedAt}`,
});
export const proofKey = (fundYear: FundYear, asAt: string): Key => ({
  pk: fundPartition(fundYear),
  sk: `${PROOFS}${asAt}`,
});
export const forecastKey = (fundYear: FundYear): Key => ({ pk: fundPartition(fundYear), sk: 'FORECAST' });
/** How far every ticket of the line is known to be settled. */
export const sweptKey = (fundYear: FundYear): Key => ({ pk: fundPartition(fundYear), sk: 'SWEPT' });

/** The journal has a partition of its own, so that its writes are not the pot's. */
export const journalPartition = ({ fund, year }: FundYear): string => `JOURNAL#${fund}#${year}`;
/** One row for all lines of one write, under the number of the first. */
export const journalKey = (fundYear: FundYear, firstNumber: number): Key => ({
  pk: journalPartition(fundYear),
  sk: journalSort(firstNumber),
});
export const journalSort = (number: number): string => String(number).padStart(12, '0');

/** A key of the line table. */
export interface TicketKey {
  readonly line: string;
  readonly ticketId: TicketId;
}

/** A key of any table. */
export type AnyKey = Key | TicketKey | { readonly pk: string };

export const lineName = ({ fund, year }: FundYear): string => `LINE#${fund}#${year}`;
export const ticketKey = (fundYear: FundYear, ticketId: TicketId): TicketKey => ({
  line: lineName(fundYear),
  ticketId,
});

/** The waiting list has a partition of its own, next to the line's. */
export const waitingName = ({ fund, year }: FundYear): string => `WAITING#${fund}#${year}`;
export const waitingKey = (fundYear: FundYear, ticketId: TicketId): TicketKey => ({
  line: waitingName(fundYear),
  ticketId,
});

/** What the allocator has made of a ticket lies apart from the line, whose one partition only takes tickets. */
export const settledKey = ({ fund, year }: FundYear, ticketId: TicketId): TicketKey => ({
  line: `SETTLED#${fund}#${year}#${ticketId}`,
  ticketId,
});

/** The other way around, for who is told of a row of the line table; undefined when it is neither kind of row. */
export function fundYearOf(line: string): FundYear | undefined {
  const [head, name, year, ...rest] = line.split('#');
  const fund = FUNDS.find((known) => known === name);
  const isTicket = (head === 'LINE' && rest.length === 0) || (head === 'SETTLED' && rest.length === 1);
  return isTicket && fund !== undefined && year !== undefined && isSchemeYear(year)
    ? { fund, year }
    : undefined;
}

/** Sorts by the moment; the id makes it unique. */
export const momentAndId = (moment: string, id: string): string => `${moment}#${id}`;

type DueName = 'expiry' | 'stall' | 'scan';
export const dueShard = (kind: DueName, shard: number): string => `DUE#${kind}#${shard}`;
export const dueKeyOf = (kind: DueName, reference: ClaimReference): string =>
  dueShard(kind, shardOf(reference));

export const workShard = (shard: number): string => `WORK#review#${shard}`;
export const workKeyOf = (reference: ClaimReference): string => workShard(shardOf(reference));

export const pendingShard = (shard: number): string => `PENDING#${shard}`;
export const pendingKeyOf = (messageId: string): string => pendingShard(shardOf(messageId));

/** The claim that a row belongs to, or undefined for a row that is no claim's. */
export function referenceOf({ pk }: Pick<Key, 'pk'>): ClaimReference | undefined {
  const reference = pk.startsWith(CLAIM) ? pk.slice(CLAIM.length) : '';
  return isClaimReference(reference) ? reference : undefined;
}

export const evidenceIdOf = ({ sk }: Pick<Key, 'sk'>): string | undefined =>
  sk.startsWith(EVIDENCE) ? sk.slice(EVIDENCE.length) : undefined;
