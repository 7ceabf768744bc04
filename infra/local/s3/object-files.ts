import { randomUUID } from 'node:crypto';
import { mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Objects' bytes, one file each. A file never changes: a new version is a new file, so a reader that opened
 * one keeps what it opened. The journal decides which files count; what it does not name is swept at start.
 */
export class ObjectFiles {
  readonly #directory: string;
  readonly #arriving: string;

  constructor(directory: string) {
    this.#directory = join(directory, 'objects');
    this.#arriving = join(directory, 'arriving');
    mkdirSync(this.#directory, { recursive: true });
    mkdirSync(this.#arriving, { recursive: true });
  }

  /** Writes a file and answers its name. It appears under that name whole or not at all. */
  async write(bytes: Buffer): Promise<string> {
    const name = randomUUID();
    await writeFile(join(this.#arriving, name), bytes);
    await rename(join(this.#arriving, name), join(this.#directory, name));
    return name;
  }

  /** Opens a file at once, so that nothing can remove it between the look-up and the read. The caller closes it. */
  open(name: string): number {
    return openSync(join(this.#directory, name), 'r');
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#directory, name), { force: true });
  }

  /** Removes what a crash left half-written or no longer named. Only for the start, before any request. */
  sweep(named: ReadonlySet<string>): void {
    for (const name of readdirSync(this.#arriving)) rmSync(join(this.#arriving, name));
    for (const name of readdirSync(this.#directory)) {
      if (!named.has(name)) rmSync(join(this.#directory, name));
    }
  }
}
