import { buildApp } from '../../app.ts';

/** Entry of the process that `synthesize` starts: `synthesize-local-stage.ts <output directory> <web origin>`. */
const [outdir, webOrigin] = process.argv.slice(2);
if (outdir === undefined || webOrigin === undefined)
  throw new Error('An output directory and a web origin are needed.');
const app = await buildApp({ stage: 'local', assets: 'bundled', outdir, webOrigin });
app.synth();
