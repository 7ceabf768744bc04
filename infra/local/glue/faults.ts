import * as z from 'zod';

/** One part of the embedded cloud that can be made to misbehave, and how. */
export interface FaultTarget {
  readonly modes: readonly string[];
  /** Whether the fault can be made to end by itself. */
  readonly countable: boolean;
  set(mode: string, times: number | undefined): void;
}

export type FaultTargets = ReadonlyMap<string, FaultTarget>;

/** A fault as it was asked for and set. */
export interface FaultSetting {
  readonly target: string;
  readonly mode: string;
  readonly times?: number | undefined;
}

/** What is wrong with one field of a request, by the field's JSON pointer. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

export type FaultOutcome =
  | { readonly ok: true; readonly setting: FaultSetting }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

const settingSchema = z.strictObject({
  target: z.enum(['scanner', 'mail', 'stepfunctions', 'dynamodb', 's3']),
  mode: z.enum(['off', 'down', 'slow', 'duplicate', 'conflict']),
  times: z.int().min(1).optional(),
});

/** Sets a fault from the body of a request, or says field by field why not. Nothing is set unless all of it is. */
export function setFault(targets: FaultTargets, body: unknown): FaultOutcome {
  const parsed = settingSchema.safeParse(body);
  if (!parsed.success) return refuse(...parsed.error.issues.flatMap(fieldErrors));
  const { target, mode, times } = parsed.data;
  const engine = targets.get(target);
  if (engine === undefined) {
    return refuse({
      pointer: '/target',
      code: 'not-supported',
      detail: `This copy has no ${target} that could fail.`,
    });
  }
  if (!engine.modes.includes(mode)) {
    const known = engine.modes.join(', ');
    return refuse({
      pointer: '/mode',
      code: 'not-supported',
      detail: `For ${target} the mode is one of ${known}.`,
    });
  }
  if (times !== undefined && !engine.countable) {
    const detail = `A fault of ${target} ends when it is switched off, not after a number of times.`;
    return refuse({ pointer: '/times', code: 'not-supported', detail });
  }
  engine.set(mode, times);
  return { ok: true, setting: parsed.data };
}

function refuse(...errors: readonly FieldError[]): FaultOutcome {
  return { ok: false, errors };
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const parent = issue.path.map((step) => `/${String(step)}`).join('');
  if (issue.code !== 'unrecognized_keys')
    return [{ pointer: parent, code: issue.code, detail: issue.message }];
  return issue.keys.map((key) => ({
    pointer: `${parent}/${key}`,
    code: 'unknown-field',
    detail: 'There is no such field.',
  }));
}

interface Settable<Mode extends string> {
  setFault(mode: Mode, times?: number): void;
}

/** Makes a fault target of an engine. `modes` are the ones that the engine knows. */
export function faultTarget<const Mode extends string>(
  engine: Settable<Mode>,
  modes: readonly Mode[],
  countable = true,
): FaultTarget {
  return {
    modes,
    countable,
    set: (asked, times) => {
      const mode = modes.find((known) => known === asked);
      if (mode !== undefined) engine.setFault(mode, times);
    },
  };
}
