import type * as z from 'zod';
import type { Answer } from '../answer-fields.ts';
import type { ProblemCode } from '../problems.ts';

export const TAGS = {
  Scheme: 'The scheme, its list of eligible training, and this description. Open to everybody.',
  Funds:
    'What is left of each fund. Open to everybody; an employer who is signed in also sees their own part.',
  Learners: 'The members of staff that an employer claims for.',
  Claims: 'Claims, from draft to decision. Employers see their own; staff see every submitted one.',
  Evidence:
    'The files that support a claim. They go straight to storage, and are scanned before anybody reads them.',
  Review: 'What caseworkers do.',
  Changes:
    'What the scheme is, is data: two policy owners change it together, after a look at what it does to past claims.',
  Sandbox:
    'The clock, the pots and the scheduled runs of a copy in which nothing is real. Not found in production.',
} as const;
export type Tag = keyof typeof TAGS;

/** A body that an operation takes, with words for its fields. */
export interface BodyContract {
  readonly id: string;
  readonly schema: z.ZodObject;
  readonly notes: Readonly<Record<string, string>>;
  readonly example: unknown;
}

/** The compiler holds the notes against the schema's fields, and the example against what may be sent. */
export const body = <Schema extends z.ZodObject>(
  id: string,
  schema: Schema,
  words: {
    readonly notes?: { readonly [Field in keyof z.input<Schema>]?: string };
    readonly example: z.input<Schema>;
  },
): BodyContract => ({ id, schema, notes: plain(words.notes ?? {}), example: words.example });

/** The filters that an operation takes in the address, with words for each. */
export interface QueryContract {
  readonly schema: z.ZodObject;
  readonly notes: Readonly<Record<string, string>>;
}

export const query = <Schema extends z.ZodObject>(
  schema: Schema,
  notes: { readonly [Field in keyof z.input<Schema>]-?: string },
): QueryContract => ({ schema, notes: plain(notes) });

function plain(notes: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(notes).flatMap(([field, words]) => (words === undefined ? [] : [[field, words]])),
  );
}

/** One way in which an operation succeeds. */
export interface SuccessContract {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  readonly headers: readonly AnswerHeader[];
  /** Absent where nothing is answered but the status. */
  readonly schema?: z.ZodType;
  readonly example?: unknown;
}

export type AnswerHeader = 'ETag' | 'Location';

interface SuccessWords {
  readonly status?: 200 | 201 | 202;
  readonly description: string;
  readonly headers?: readonly AnswerHeader[];
}

export const answers = <Schema extends z.ZodType>(
  schema: Schema,
  example: Answer<Schema>,
  { status = 200, description, headers = [] }: SuccessWords,
): SuccessContract => ({ status, description, headers, schema, example });

export const answersNothing = (description: string): SuccessContract => ({
  status: 204,
  description,
  headers: [],
});

/** Everything that a caller can know about an operation, beside its address. */
export interface OperationContract {
  readonly tag: Tag;
  /** A few plain words, as in a list of contents. */
  readonly summary: string;
  readonly description: string;
  readonly query?: QueryContract;
  readonly body?: BodyContract;
  /** Open to everybody, and says more to those who have signed in. */
  readonly mayBeSignedIn?: boolean;
  readonly ifMatch?: 'required' | 'optional';
  readonly idempotencyKey?: 'required' | 'optional';
  readonly success: readonly [SuccessContract, ...SuccessContract[]];
  /** Problems of this operation's own, beside those that follow from what it takes. */
  readonly refuses: readonly ProblemCode[];
}
