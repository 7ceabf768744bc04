import { inAnotherTransaction, tooFast } from './answers.ts';
import type { Answer } from './answers.ts';
import type { Call } from './engine-link.ts';
import type { Image } from './images.ts';
import { chargeWrites, takeWrites } from './service.ts';
import type { Service } from './service.ts';
import { baseUnits, indexCosts, unitsFor } from './write-units.ts';
import type { Change, Cost } from './write-units.ts';
import { imageAfter, singleAction } from './write-actions.ts';
import type { WriteAction, WriteKind } from './write-actions.ts';

const costsOf = ({ table, bucket }: WriteAction, change: Change): readonly Cost[] => [
  { bucket, units: baseUnits(change) },
  ...indexCosts(table, bucket, change),
];

const unitsIn = (costs: readonly Cost[], bucket: string): number =>
  costs.filter((cost) => cost.bucket === bucket).reduce((sum, { units }) => sum + units, 0);

/** Carries the write out and settles the difference between what was taken for it and what it has cost. */
async function carryOut(
  service: Service,
  action: WriteAction,
  write: { readonly call: Call; readonly before: Image | undefined; readonly taken: number },
): Promise<Answer> {
  const { call, before, taken } = write;
  const answer = await service.engine.send(call);
  const settle = (costs: readonly Cost[]): void =>
    chargeWrites(service, action.table, [...costs, { bucket: action.bucket, units: -taken }]);
  if (answer.status !== 200) {
    const failed = answer.body.includes('ConditionalCheckFailedException');
    if (failed) service.tally.count('failedConditions');
    // A failed condition costs what the item that it was looked up in would; a malformed request costs nothing.
    settle(failed ? [{ bucket: action.bucket, units: unitsFor(before?.bytes ?? 0) }] : []);
    return answer;
  }
  const known = imageAfter(action, before);
  const after = known === 'unknown' ? await service.memory.learnAnew(action, call) : known;
  service.memory.keep(action.item, after);
  settle(costsOf(action, { before, after }));
  return answer;
}

/**
 * A put, update or deletion of one item: refused while the item is in a transaction, and when its partition, or that of
 * a global index of it, has no capacity left.
 */
export async function singleWrite(service: Service, kind: WriteKind, call: Call): Promise<Answer> {
  const { clock, latencies, memory, held, tally, writes } = service;
  const began = clock.now();
  const takes = latencies.single();
  const action = singleAction(service, kind, JSON.parse(call.body.toString()));
  await memory.learn([action], call);
  await clock.until(began + takes / 2);
  const refuse = async (event: 'conflicts' | 'throttles', answer: Answer): Promise<Answer> => {
    tally.count(event);
    await clock.until(began + takes);
    return answer;
  };
  if (held.isHeld(action.item)) return refuse('conflicts', inAnotherTransaction());
  const before = memory.imageOf(action.item);
  const after = imageAfter(action, before);
  const expected = costsOf(action, { before, after: after === 'unknown' ? before : after });
  const own = { bucket: action.bucket, units: unitsIn(expected, action.bucket) };
  const indexIsBehind = expected.some(({ bucket }) => bucket !== action.bucket && !writes.hasSome(bucket));
  if (indexIsBehind || !takeWrites(service, action.table, own)) return refuse('throttles', tooFast());
  const answer = await carryOut(service, action, { call, before, taken: own.units });
  await clock.until(began + takes);
  return answer;
}
