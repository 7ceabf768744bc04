import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { compressedJson } from './compressed-json.ts';
import { bundleDirectory, bundledCode, writeIfChanged, type FunctionCode } from './function-code.ts';
import { lambdaCredentials } from './lambda-credentials.ts';
import { withoutUnusedCode } from './unused-code.ts';

/** Every folder under `functions/` that has a handler, sorted. */
export function handlerFolders(root: string): string[] {
  return globSync('**/handler.ts', { cwd: join(root, 'functions') })
    .map((path) => dirname(path))
    .sort();
}

/**
 * Bundles every handler in one esbuild call, each to `<dist>/functions/<folder>/index.js`, and writes what went
 * into them to `<dist>/metafile.json`.
 *
 * CommonJS, because an ES module that imports `node:http` also loads undici at every cold start. The SDK is
 * bundled, because the copy in the Lambda runtime changes without notice.
 */
export async function bundleFunctions(root: string, dist: string): Promise<FunctionCode> {
  const folders = handlerFolders(root);
  const { outputFiles, metafile } = await build({
    entryPoints: folders.map((folder) => ({
      in: join(root, 'functions', folder, 'handler.ts'),
      out: join(folder, 'index'),
    })),
    absWorkingDir: root,
    outdir: join(dist, 'functions'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    legalComments: 'none',
    plugins: [lambdaCredentials, withoutUnusedCode, compressedJson],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  for (const { path, contents } of outputFiles) writeIfChanged(path, contents);
  for (const folder of folders) {
    // The repository is a module package; without this, Node would read a bundle inside it as a module too.
    writeIfChanged(join(bundleDirectory(dist, folder), 'package.json'), '{"type":"commonjs"}\n');
  }
  writeIfChanged(join(dist, 'metafile.json'), JSON.stringify(metafile));
  return bundledCode(dist, folders);
}
