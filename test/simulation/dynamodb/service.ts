import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import type { Chance } from '../clockwork/chance.ts';
import type { Network, Reply, Request } from '../clockwork/network.ts';
import type { Process } from '../clockwork/process.ts';
import type { Schedule } from '../clockwork/schedule.ts';
import type { Capacity } from './capacity.ts';
import { batchGet, getItem, query } from './reads.ts';
import type { Store } from './store.ts';
import {
  changesOf,
  deleteAction,
  isAllowed,
  placeOf,
  putAction,
  reasonsOf,
  transactionActions,
  updateAction,
} from './writes.ts';
import type { Action } from './writes.ts';

/** The simulated DynamoDB, as its clients meet it. */
export interface DynamoDb {
  /**
   * A client that stands in for the SDK's in one process. A command that is not simulated throws. With `rewrite` the
   * process sends something else than it means to.
   */
  clientFor(process: Process, rewrite?: (command: unknown) => unknown): DynamoDBClient;
}

interface Parts {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly network: Network;
  readonly store: Store;
  readonly capacity: Capacity;
}

type Answered = (reply: Reply<object>) => void;

const about = { message: 'Simulated', $metadata: {} };
const again = (error: Error): Reply<object> => ({ ok: false, error, again: true });
const final = (error: Error): Reply<object> => ({ ok: false, error, again: false });
const throttled = (): Reply<object> => again(new ProvisionedThroughputExceededException(about));
const cancelled = (reasons: readonly CancellationReason[]): Reply<object> =>
  final(new TransactionCanceledException({ ...about, CancellationReasons: [...reasons] }));

const isThrottled = ({ chance, network, capacity }: Parts, actions: readonly Action[]): boolean =>
  chance.odds(network.faults.throttle) || (actions.length > 0 && !capacity.take(actions));

function readRequest(parts: Parts, read: () => object): Request<object> {
  return {
    isWrite: false,
    arrive(reply) {
      reply(isThrottled(parts, []) ? throttled() : { ok: true, answer: read() });
    },
  };
}

/** A single write asked for twice is done twice: only its condition protects it. */
function singleRequest(parts: Parts, from: Process, action: Action): Request<object> {
  const { store } = parts;
  return {
    isWrite: true,
    arrive(reply) {
      if (isThrottled(parts, [action])) {
        reply(throttled());
        return;
      }
      if (store.inHand.has(placeOf(action))) {
        reply(final(new TransactionConflictException(about)));
        return;
      }
      if (!isAllowed(action)) {
        const old = action.table.rows.get(action.name);
        reply(final(new ConditionalCheckFailedException({ ...about, ...(old && { Item: old }) })));
        return;
      }
      store.commit(changesOf([action]), from);
      reply({ ok: true, answer: {} });
    },
  };
}

/**
 * A transaction takes its rows in hand, and writes them a moment later; whoever wants one of them meanwhile is turned
 * away. Asked for again under its own token it is done once.
 */
function transactionRequest(parts: Parts, from: Process, actions: readonly Action[]): Request<object> {
  const { schedule, network, store, chance } = parts;
  let course: 'new' | 'under way' | 'done' = 'new';
  const commit = (reply: Answered): void => {
    for (const action of actions) store.inHand.delete(placeOf(action));
    store.commit(changesOf(actions), from);
    course = 'done';
    reply({ ok: true, answer: {} });
  };
  return {
    isWrite: true,
    arrive(reply) {
      if (course === 'done') {
        reply({ ok: true, answer: {} });
        return;
      }
      if (course === 'under way') {
        reply(again(new TransactionInProgressException(about)));
        return;
      }
      if (isThrottled(parts, actions)) {
        const busy = chance.below(actions.length);
        const codes = actions.map((_, at) => ({ Code: at === busy ? 'ThrottlingError' : 'None' }));
        reply(chance.odds(0.5) ? cancelled(codes) : throttled());
        return;
      }
      const reasons = reasonsOf(store, actions);
      if (reasons.some(({ Code }) => Code !== 'None')) {
        reply(cancelled(reasons));
        return;
      }
      course = 'under way';
      for (const action of actions) store.inHand.add(placeOf(action));
      schedule.after(Math.min(network.latency(), 2_000), () => commit(reply));
    },
  };
}

function requestFor(parts: Parts, from: Process, command: unknown): Request<object> {
  const { store, chance, network } = parts;
  const reading = { store, chance, faults: network.faults };
  if (command instanceof GetItemCommand) return readRequest(parts, () => getItem(reading, command.input));
  if (command instanceof BatchGetItemCommand)
    return readRequest(parts, () => batchGet(reading, command.input));
  if (command instanceof QueryCommand) return readRequest(parts, () => query(reading, command.input));
  if (command instanceof PutItemCommand) return singleRequest(parts, from, putAction(store, command.input));
  if (command instanceof DeleteItemCommand)
    return singleRequest(parts, from, deleteAction(store, command.input));
  if (command instanceof UpdateItemCommand)
    return singleRequest(parts, from, updateAction(store, command.input));
  if (command instanceof TransactWriteItemsCommand) {
    return transactionRequest(parts, from, transactionActions(store, command.input.TransactItems));
  }
  throw new Error('The simulated DynamoDB does not know this command');
}

/** Never used as it is: it only lends its type, and refuses whatever the simulation does not answer for it. */
const lender = new DynamoDBClient({ region: 'eu-west-2' });

export const createDynamoDb = (parts: Parts): DynamoDb => ({
  clientFor(process, rewrite = (command) => command) {
    const asked = new Map<string, Request<object>>();
    const send = (command: unknown): Promise<object> => {
      const sent = rewrite(command);
      const token = sent instanceof TransactWriteItemsCommand ? sent.input.ClientRequestToken : undefined;
      const request =
        (token === undefined ? undefined : asked.get(token)) ?? requestFor(parts, process, sent);
      if (token !== undefined) asked.set(token, request);
      return parts.network.send(process, request);
    };
    return new Proxy(lender, {
      get(_lender, name) {
        if (name === 'send') return send;
        throw new Error(`The simulated DynamoDB client has no ${String(name)}`);
      },
    });
  },
});
