import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as z from 'zod';

/** The entry file of AWS's runtime interface client, which loads and runs the handler. */
export const RUNTIME_ENTRY = fileURLToPath(import.meta.resolve('aws-lambda-ric'));
export const RUNTIME_DIRECTORY = dirname(RUNTIME_ENTRY);
export const RUNTIME_CLIENT_SHIM = join(import.meta.dirname, 'runtime-client-shim.cjs');

/** The shim stands in for a module that the client does not document, so it fits this version and no other. */
const RUNTIME_VERSION = '4.0.2';
const NODE_MAJOR = 24;

const Package = z.object({ version: z.string() });

/** Throws unless the functions would run on the Node and the runtime client that this host was made for. */
export function requireRuntime(nodeVersion: string = process.versions.node): void {
  const major = Number(nodeVersion.split('.')[0]);
  if (!(major >= NODE_MAJOR)) {
    throw new Error(
      `Lambda functions run on Node ${NODE_MAJOR} or later, and this is Node ${nodeVersion}: ` +
        'put node_modules/.bin first in PATH, or start through npm',
    );
  }
  const { version } = Package.parse(
    JSON.parse(readFileSync(join(RUNTIME_DIRECTORY, 'package.json'), 'utf8')),
  );
  if (version !== RUNTIME_VERSION) {
    throw new Error(`aws-lambda-ric ${RUNTIME_VERSION} is needed, and ${version} is installed`);
  }
}
