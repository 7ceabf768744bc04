import { join, resolve } from 'node:path';

/** The directory of the whole project. */
export const PROJECT_ROOT = resolve(import.meta.dirname, '..', '..', '..');

/** Says how to reach the copy that runs. */
export const READY_FILE = join(PROJECT_ROOT, '.local', 'ready.json');
