import { buildApp } from '../app.ts';

const app = await buildApp({ assets: 'bundled', checks: 'nag' });
app.synth();
