import { readFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';

/**
 * Bundles a JSON document as an eighth of its size and unpacks it where it is imported. A document that is imported
 * when somebody asks for it costs a cold start nothing but its compressed bytes.
 */
export const compressedJson: Plugin = {
  name: 'compressed-json',
  setup(bundler) {
    bundler.onLoad({ filter: /\.json$/, namespace: 'file' }, async ({ path, with: attributes }) => {
      if (attributes['type'] !== 'json') return undefined;
      const text = JSON.stringify(JSON.parse(await readFile(path, 'utf8')));
      const packed = brotliCompressSync(text).toString('base64');
      return {
        contents: `
          import { brotliDecompressSync } from 'node:zlib';
          export default JSON.parse(brotliDecompressSync(Buffer.from('${packed}', 'base64')).toString('utf8'));
        `,
        loader: 'js',
      };
    });
  },
};
