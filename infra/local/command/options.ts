import { parseArgs } from 'node:util';
import * as z from 'zod';

/** How a local copy is to be started. */
export interface StartOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Where the data is kept; `memory` for a temporary directory that ends with the process. */
  readonly data: string;
  /** The instant that the sandbox clock stands at; undefined leaves it as it is. */
  readonly clock: string | undefined;
  readonly seed: 'demo' | 'empty';
}

export const USAGE = `Usage: npm start -- [--port 8080] [--data memory|DIR] [--clock 2025-10-01T09:00:00Z] [--seed demo|empty]

  --port   where the API and the pages are served on 127.0.0.1 (default 8080)
  --data   the directory that keeps the data (default .local/data), or "memory" for a copy that is forgotten
  --clock  the instant at which the sandbox clock stands, in RFC 3339
  --seed   "demo" for two invented employers and their funds (default), "empty" for none
`;

const DEFAULTS = { port: '8080', data: '.local/data', seed: 'demo' } as const;

const optionsSchema = z.strictObject({
  port: z
    .string()
    .regex(/^\d{1,5}$/, 'is not a number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'is more than 65535'),
  data: z.string().min(1, 'is empty'),
  clock: z.iso.datetime({ offset: true, error: 'is not an instant such as 2025-10-01T09:00:00Z' }).optional(),
  seed: z.enum(['demo', 'empty'], { error: 'is neither "demo" nor "empty"' }),
});

/** Either options, or one sentence that says which of the arguments is wrong. */
export type ParsedOptions =
  | { readonly ok: true; readonly options: StartOptions }
  | { readonly ok: false; readonly problem: string };

/** Reads the command line after `npm start --`. */
export function parseOptions(args: readonly string[]): ParsedOptions {
  const given = readArguments(args);
  if (typeof given === 'string') return { ok: false, problem: given };
  const parsed = optionsSchema.safeParse({ ...DEFAULTS, ...given });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { ok: false, problem: `--${String(issue?.path[0])} ${issue?.message ?? 'is wrong'}` };
  }
  return { ok: true, options: { ...parsed.data, clock: parsed.data.clock } };
}

function readArguments(args: readonly string[]): Record<string, unknown> | string {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args: [...args], options: { port: text, data: text, clock: text, seed: text } })
      .values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
