import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const readySchema = z.object({
  ready: z.literal(true),
  /** Base address of the API, without a trailing slash. */
  api: z.url(),
  web: z.url(),
  /** Address of the sign-in service, which is the issuer of its tokens. */
  issuer: z.url(),
  people: z.array(z.string()).readonly(),
});

const booksSchema = z.object({
  endpoint: z.url(),
  tables: z.object({ claims: z.string(), line: z.string(), funds: z.string() }),
});
/** Where a copy keeps its books, for tools that count them again. In the file alone: it is nobody's way to use the service. */
export type BooksOfCopy = z.output<typeof booksSchema>;

const fileSchema = readySchema.extend({ books: booksSchema.optional() });

/** What a running copy tells the world: printed once on stdout and kept in a file. */
export type Ready = z.output<typeof readySchema>;

/** The file that says how to reach a running copy. */
export class ReadyFile {
  readonly #path: string;
  #written: string | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Replaces the file whole, so that a reader never sees half of it. Answers the line for the world. */
  write(ready: Ready, books?: BooksOfCopy): string {
    const line = JSON.stringify({ ...ready, books });
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(`${this.#path}.${process.pid}`, `${line}\n`);
    renameSync(`${this.#path}.${process.pid}`, this.#path);
    this.#written = line;
    return JSON.stringify(ready);
  }

  /** Removes what this object wrote, and nothing that another copy wrote over it. */
  close(): Promise<void> {
    if (this.#written !== undefined && this.#text() === this.#written) rmSync(this.#path, { force: true });
    return Promise.resolve();
  }

  /** Undefined when no copy has left one. It may be left over from a copy that was killed. */
  read(): (Ready & { readonly books?: BooksOfCopy | undefined }) | undefined {
    const text = this.#text();
    return text === undefined ? undefined : fileSchema.parse(JSON.parse(text));
  }

  #text(): string | undefined {
    return existsSync(this.#path) ? readFileSync(this.#path, 'utf8').trim() : undefined;
  }
}
