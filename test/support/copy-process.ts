import { seedData } from '../../infra/local/command/seed.ts';
import { SEEDED_PEOPLE } from '../../infra/local/seeded-people.ts';
import { startEmbeddedCloud } from '../../infra/local/start.ts';

/** A copy in a process of its own, to be killed: `copy-process.ts <assembly> <data directory>`. */
const [assembly, directory] = process.argv.slice(2);
if (assembly === undefined || directory === undefined)
  throw new Error('An assembly and a directory are needed');
const log = (): void => undefined;
const cloud = await startEmbeddedCloud({ assembly, directory, port: 0, people: SEEDED_PEOPLE, log });
const functionName = cloud.outputs.get('SeedFunction');
if (functionName === undefined) throw new Error('The assembly names no seed');
const { signal } = new AbortController();
await seedData({
  invoke: cloud.invoke,
  functionName,
  seed: 'demo',
  clock: '2025-10-01T09:00:00Z',
  signal,
  log,
});
process.stdout.write(`${JSON.stringify(cloud.ready)}\n`);
