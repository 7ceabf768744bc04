import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import * as z from 'zod';

const SDK_SCHEMAS = /@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_\d+\.js$/;
const SDK_PACKAGE = /@aws-sdk\/client-[\w-]+\/package\.json$/;
const ZOD_SCHEMAS = /zod\/v4\/classic\/schemas\.js$/;
const ZOD_TO_JSON_SCHEMA = /zod\/v4\/core\/to-json-schema\.js$/;
const EVENT_STREAMS = /^@smithy\/core\/event-streams$/;

/**
 * Leaves out of a bundle what libraries carry along and no function uses: the schemas of an SDK client's other
 * operations, zod's translation to JSON Schema (the API is described when the code is built, not when it runs), and
 * the SDK's event streams. Together a sixth of a bundle, which every cold start would read.
 *
 * What is left out refuses loudly if it is called after all. Where a library no longer looks as these expect, it is
 * bundled whole.
 */
export const withoutUnusedCode: Plugin = {
  name: 'without-unused-code',
  setup(bundler) {
    bundler.onLoad({ filter: SDK_SCHEMAS }, async ({ path }) => ({
      contents: withPlainKeys(await readFile(path, 'utf8')),
    }));
    bundler.onLoad({ filter: ZOD_SCHEMAS }, async ({ path }) => ({
      contents: withoutProcessors(await readFile(path, 'utf8')),
    }));
    bundler.onLoad({ filter: ZOD_TO_JSON_SCHEMA }, async ({ path }) => ({
      contents: refusing(exportsOf(await readFile(path, 'utf8')), 'JSON Schema'),
    }));
    bundler.onLoad({ filter: SDK_PACKAGE }, async ({ path }) => ({
      contents: JSON.stringify(packageShape.parse(JSON.parse(await readFile(path, 'utf8')))),
      loader: 'json',
    }));
    bundler.onResolve({ filter: EVENT_STREAMS }, ({ path }) => ({ path, namespace: 'event-streams' }));
    bundler.onLoad({ filter: /.*/, namespace: 'event-streams' }, () => ({ contents: WITHOUT_EVENT_STREAMS }));
  },
};

/** A client tells AWS its version; nothing else of its package is read. */
const packageShape = z.object({ version: z.string() });

/** Clients of services that have event streams ask for these when they are made; the streams themselves are refused. */
const WITHOUT_EVENT_STREAMS = `
  const refuse = () => { throw new Error('Event streams are left out of this bundle.'); };
  export const eventStreamSerdeProvider = () => ({ serialize: refuse, deserialize: refuse });
  export const resolveEventStreamSerdeConfig = (config) => Object.assign(config, { eventStreamMarshaller: undefined });
  export class EventStreamSerde { constructor() { refuse(); } }
`;

/**
 * The same object literals, with the text of each key in the place of a constant that holds it. A computed key might
 * do anything, so the bundler would keep every schema that has one.
 */
function withPlainKeys(source: string): string {
  const constants = new Map<string, string>();
  for (const [, name = '', text = ''] of source.matchAll(/^const (\w+) = ("(?:[^"\\]|\\.)*");$/gm)) {
    constants.set(name, text);
  }
  return source.replaceAll(/\[(\w+)\]:/g, (key, name: string) => {
    const text = constants.get(name);
    return text === undefined ? key : `${text}:`;
  });
}

/** Each kind of schema names its translator to JSON Schema; without the name, the bundler drops the translator. */
const withoutProcessors = (source: string): string =>
  source.replaceAll(/^ *inst\._zod\.processJSONSchema = .*processors\.\w+\(.*\);$/gm, '');

function exportsOf(source: string): readonly string[] {
  const declared = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
  const renamed = [...source.matchAll(/^export \{ \w+ as (\w+) \};$/gm)].map(([, name]) => name);
  return [...declared, ...renamed].filter((name) => name !== undefined);
}

/** Functions of these names that can be prepared, as zod does for each schema, and refuse to be carried out. */
function refusing(names: readonly string[], what: string): string {
  const exported = names.map((name, index) => `const f${index} = prepare; export { f${index} as ${name} };`);
  return `
    const refuse = () => { throw new Error('${what} is left out of this bundle.'); };
    const prepare = () => refuse;
    ${exported.join('\n')}
  `;
}
