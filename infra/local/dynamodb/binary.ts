import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The engine's version that this launcher was written against. */
export const ENGINE_VERSION = '1.2.1';

const PACKAGE = '@dynoxide/linux-x64';

/**
 * The path of the DynamoDB engine's executable: the one that `DYNOXIDE_BINARY` names, else the one of the optional
 * dependency. Throws with what to install when there is none for this platform.
 */
export function engineBinary(
  options: { readonly platform?: string; readonly given?: string | undefined } = {},
): string {
  const platform = options.platform ?? `${process.platform}-${process.arch}`;
  const given = options.given ?? process.env['DYNOXIDE_BINARY'];
  if (given !== undefined) {
    return executable(given, `DYNOXIDE_BINARY names ${given}, which cannot be executed.`);
  }
  if (platform !== 'linux-x64') {
    throw new Error(
      `The local DynamoDB engine has no npm package for ${platform}. Install dynoxide ${ENGINE_VERSION} and set ` +
        'DYNOXIDE_BINARY to the path of its executable.',
    );
  }
  const missing = `The local DynamoDB engine is missing. Install ${PACKAGE}@${ENGINE_VERSION}: npm ci --include=optional`;
  return executable(packaged(missing), missing);
}

function packaged(missing: string): string {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`);
    return join(dirname(manifest), 'dynoxide');
  } catch (error) {
    throw new Error(missing, { cause: error });
  }
}

function executable(path: string, otherwise: string): string {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch (error) {
    throw new Error(otherwise, { cause: error });
  }
}
