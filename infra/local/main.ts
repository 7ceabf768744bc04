import { parseOptions, USAGE } from './command/options.ts';
import { READY_FILE } from './command/paths.ts';
import { say, serve } from './command/serve.ts';
import { synthesize } from './command/synthesize.ts';

const BAD_USAGE = 2;

const parsed = parseOptions(process.argv.slice(2));
if (!parsed.ok) say(`${parsed.problem}\n\n${USAGE}`);
process.exit(parsed.ok ? await serve(parsed.options, { readyFile: READY_FILE, synthesize }) : BAD_USAGE);
