import { randomUUID } from 'node:crypto';
import type { Log } from '../engine.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../engine.ts';
import type { EventMatcher } from './event-pattern.ts';
import { compilePattern } from './event-pattern.ts';

export type EventTarget =
  | { readonly kind: 'sqs'; readonly queueArn: string }
  | { readonly kind: 'lambda'; readonly functionName: string };

export interface EventRule {
  readonly name: string;
  readonly eventPattern: unknown;
  readonly targets: readonly EventTarget[];
}

/** How a matched event leaves the bus. Each resolves once its receiver has taken the event. */
export interface Delivery {
  toQueue(queueArn: string, body: string): Promise<unknown>;
  toFunction(functionName: string, payload: unknown): Promise<unknown>;
}

/** What a producer says; the bus adds the rest of the envelope. */
export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: readonly string[];
  /** When it happened; now when absent. */
  readonly time?: Date;
}

export interface Events {
  /**
   * Resolves with the event's id once every target of every matching rule has taken the event; rejects, naming the
   * targets, when one did not. A producer that puts a rejected event again reaches the others twice: delivery is
   * at least once, as on EventBridge.
   */
  putEvent(entry: EventEntry): Promise<{ readonly eventId: string }>;
}

interface CompiledRule extends EventRule {
  readonly matches: EventMatcher;
}

/**
 * The default event bus of EventBridge, in this process.
 *
 * Holds no events: an event is either with its targets or its producer has been told that it is not. Throws when a
 * pattern uses what is not supported, or when two rules share a name.
 */
export function startEvents(options: {
  readonly rules: readonly EventRule[];
  readonly deliver: Delivery;
  readonly log: Log;
}): Events {
  const rules = compileRules(options.rules);
  return {
    putEvent: async (entry) => {
      const event = envelope(entry);
      const matching = rules.filter((rule) => rule.matches(event));
      options.log(`events: ${entry.detailType} from ${entry.source} matched ${matching.length} rules`);
      await deliverAll(matching, event, options.deliver);
      return { eventId: event.id };
    },
  };
}

function compileRules(rules: readonly EventRule[]): readonly CompiledRule[] {
  const names = rules.map((rule) => rule.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new Error(`Two event rules are named ${repeated}.`);
  }
  return rules.map((rule) => ({ ...rule, matches: compilePattern(rule.name, rule.eventPattern) }));
}

/** Whole seconds, as EventBridge writes them. */
function envelope(entry: EventEntry) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.detailType,
    source: entry.source,
    account: LOCAL_ACCOUNT,
    time: (entry.time ?? new Date()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: LOCAL_REGION,
    resources: entry.resources ?? [],
    detail: entry.detail,
  };
}

/** Every target is tried, even when an earlier one fails: one broken receiver must not silence the others. */
async function deliverAll(rules: readonly CompiledRule[], event: unknown, deliver: Delivery): Promise<void> {
  const body = JSON.stringify(event);
  const missed: string[] = [];
  const deliveries = rules.flatMap((rule) =>
    rule.targets.map(async (target) => {
      try {
        await deliverOne(target, body, deliver);
      } catch (error) {
        missed.push(
          `${rule.name} → ${describe(target)} (${error instanceof Error ? error.message : String(error)})`,
        );
      }
    }),
  );
  await Promise.all(deliveries);
  if (missed.length > 0) {
    throw new Error(`The event did not reach ${missed.join(', ')}.`);
  }
}

/** Each receiver gets a value of its own: a function in this process must not change what the next one sees. */
async function deliverOne(target: EventTarget, body: string, deliver: Delivery): Promise<void> {
  if (target.kind === 'sqs') {
    await deliver.toQueue(target.queueArn, body);
    return;
  }
  const payload: unknown = JSON.parse(body);
  await deliver.toFunction(target.functionName, payload);
}

function describe(target: EventTarget): string {
  return target.kind === 'sqs' ? target.queueArn : target.functionName;
}
