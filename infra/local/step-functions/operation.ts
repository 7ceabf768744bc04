import type * as z from 'zod';
import type { Executions } from './executions.ts';
import type { Json } from './json.ts';
import { readRequest } from './requests.ts';
import type { Runner } from './runner.ts';
import { machineMissing } from './service-error.ts';
import type { Machine } from './supported-asl.ts';

/** A state machine that can be started. */
export interface Deployed {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: string;
  readonly machine: Machine;
  readonly createdAt: Date;
}

/** What the operations work on. */
export interface ServiceParts {
  readonly executions: Executions;
  readonly runner: Runner;
  readonly machines: ReadonlyMap<string, Deployed>;
  readonly now: () => Date;
  readonly clock: () => number;
}

/** Answers one request body, or throws a `ServiceError`. What it changed is in the journal when it returns. */
export type Operation = (body: unknown) => Json;

export function operation<Request>(
  schema: z.ZodType<Request>,
  answer: (request: Request) => Json,
): Operation {
  return (body) => answer(readRequest(schema, body));
}

export function findMachine({ machines }: ServiceParts, arn: string): Deployed {
  const machine = machines.get(arn);
  if (machine === undefined) throw machineMissing(arn);
  return machine;
}

export function epochSeconds(at: Date | number): number {
  return (typeof at === 'number' ? at : at.getTime()) / 1000;
}

/** The members that are there: the JSON of AWS leaves out the others. */
export function present(members: Readonly<Record<string, Json | undefined>>): Json {
  const given: [string, Json][] = [];
  for (const [name, value] of Object.entries(members)) if (value !== undefined) given.push([name, value]);
  return Object.fromEntries(given);
}
