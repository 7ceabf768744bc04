import { buildApp } from '../app.ts';

const app = await buildApp({ assets: 'bundled', checked: true });
app.synth();
