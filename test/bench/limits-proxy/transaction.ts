import { CONFLICT, NO_REASON, THROTTLED, cancelled } from './answers.ts';
import type { Answer, Reason } from './answers.ts';
import { failedConditions, lookAtConditions } from './conditions.ts';
import type { Call } from './engine-link.ts';
import { CANCELLING, COMMITTED_AT, LARGEST_TRANSACTION, PREPARED_AT } from './published.ts';
import { chargeWrites, takeWrites } from './service.ts';
import type { Service } from './service.ts';
import { baseUnits, indexCosts } from './write-units.ts';
import { imageAfter, transactionActions } from './write-actions.ts';
import type { WriteAction } from './write-actions.ts';

/** When the engine is asked: its own time is to pass while the items are held, and not to come on top. */
const HANDED_OVER_AT = 0.6;

/** One transaction on its way: when it began and how long it is to take. */
interface Course {
  readonly call: Call;
  readonly actions: readonly WriteAction[];
  readonly moment: (share: number) => Promise<void>;
}

/** The first of the two writes of an item. */
function prepareOne(service: Service, action: WriteAction): Reason {
  const { held, memory, writes } = service;
  if (held.isHeld(action.item)) return CONFLICT;
  const before = memory.imageOf(action.item);
  const known = imageAfter(action, before);
  const change = { before, after: known === 'unknown' ? before : known };
  const elsewhere = indexCosts(action.table, action.bucket, change);
  const indexIsBehind = elsewhere.some(({ bucket }) => bucket !== action.bucket && !writes.hasSome(bucket));
  const own = { bucket: action.bucket, units: baseUnits(change) };
  return indexIsBehind || !takeWrites(service, action.table, own) ? THROTTLED : NO_REASON;
}

/**
 * All items are prepared at once. Those that could be are held, and have cost their unit, also when others could not.
 * An item's own condition, if it fails, has been looked up and paid for, but the item is not held.
 */
async function prepare(service: Service, { call, actions }: Course) {
  const reasons = actions.map((action) => prepareOne(service, action));
  const prepared = actions.filter((_, position) => reasons[position]?.Code === 'None');
  service.held.hold(prepared.map(({ item }) => item));
  if (prepared.length < actions.length || !service.conditionsAtPrepare) return { prepared, reasons };
  const failed = await lookAtConditions(service.engine, actions, call);
  if (failed === undefined) return { prepared, reasons };
  const free = actions.filter((_, position) => failed[position]?.Code !== 'None');
  service.held.release(free.map(({ item }) => item));
  return { prepared: prepared.filter((action) => !free.includes(action)), reasons: failed };
}

function countReasons({ tally }: Service, reasons: readonly Reason[]): void {
  const times = (code: Reason['Code']): number => reasons.filter(({ Code }) => Code === code).length;
  tally.count('conflicts', times('TransactionConflict'));
  if (times('ThrottlingError') > 0) tally.count('throttles');
  if (times('ConditionalCheckFailed') > 0) tally.count('failedConditions');
}

/** The second of the two writes of each item, and the indexes. By now nothing is refused any more. */
async function commit(service: Service, { call, actions }: Course): Promise<void> {
  for (const action of actions) {
    const before = service.memory.imageOf(action.item);
    const known = imageAfter(action, before);
    const after = known === 'unknown' ? await service.memory.learnAnew(action, call) : known;
    service.memory.keep(action.item, after);
    const own = { bucket: action.bucket, units: baseUnits({ before, after }) };
    chargeWrites(service, action.table, [own, ...indexCosts(action.table, own.bucket, { before, after })]);
  }
}

async function runThrough(service: Service, course: Course): Promise<Answer> {
  const { prepared, reasons } = await prepare(service, course);
  const items = prepared.map(({ item }) => item);
  try {
    if (reasons.some(({ Code }) => Code !== 'None')) {
      countReasons(service, reasons);
      await course.moment(PREPARED_AT + CANCELLING);
      return cancelled(reasons);
    }
    await course.moment(HANDED_OVER_AT);
    const answer = await service.engine.send(course.call);
    if (answer.status === 200) await commit(service, course);
    else countReasons(service, failedConditions(answer.body) ?? []);
    await course.moment(COMMITTED_AT);
    return answer;
  } finally {
    service.held.release(items);
  }
}

/**
 * Two writes of every item, one to prepare it and one to commit it. From the one to the other the item is held, and
 * other transactions and single writes that want it are rejected.
 */
export async function transaction(service: Service, call: Call): Promise<Answer> {
  const { clock, latencies, memory } = service;
  const began = clock.now();
  const actions = transactionActions(service, JSON.parse(call.body.toString()));
  // One that is too large is the engine's to refuse, in DynamoDB's words.
  if (actions.length > LARGEST_TRANSACTION) return service.engine.send(call);
  const takes = latencies.transaction(actions.length);
  const moment = (share: number): Promise<void> => clock.until(began + takes * share);
  await memory.learn(actions, call);
  await moment(PREPARED_AT);
  const answer = await runThrough(service, { call, actions, moment });
  await moment(1);
  return answer;
}
