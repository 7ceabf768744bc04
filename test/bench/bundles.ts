import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { PROJECT_ROOT } from '../../infra/local/command/paths.ts';
import type { Figure } from './figure.ts';

const metafile = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      bytes: z.number(),
      inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })),
    }),
  ),
});
type Output = z.output<typeof metafile>['outputs'][string];

const API_KB = 260;
const OTHER_KB = 350;

/** The package that a source file belongs to, or the part of this repository. */
function partOf(path: string): string {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  return inPackage ?? path.split('/').slice(0, 2).join('/');
}

/** What a bundle is mostly made of. */
function contributors({ inputs }: Output, most: number): string {
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const part = partOf(path);
    sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
  }
  return [...sizes]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([part, bytes]) => `${part} ${(bytes / 1024).toFixed(0)} KB`)
    .join(', ');
}

/** Minified sizes of the bundles that the last synth built, largest first. */
export function bundles(): readonly Figure[] {
  const { outputs } = metafile.parse(
    JSON.parse(readFileSync(join(PROJECT_ROOT, 'dist', 'metafile.json'), 'utf8')),
  );
  const functions = Object.entries(outputs)
    .filter(([path]) => path.endsWith('/index.js'))
    .toSorted(([, a], [, b]) => b.bytes - a.bytes);
  return functions.map(([path, output], index): Figure => {
    const folder = path.replace(/^dist\/functions\//, '').replace(/\/index\.js$/, '');
    return {
      what: `bundle of ${folder}`,
      measured: output.bytes / 1024,
      limit: folder.startsWith('api/') ? API_KB : OTHER_KB,
      unit: 'KB',
      ...(index === 0 && { detail: `mostly ${contributors(output, 3)}` }),
    };
  });
}
