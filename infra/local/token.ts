import * as z from 'zod';
import { READY_FILE } from './command/paths.ts';
import { ReadyFile } from './command/ready-file.ts';

const answerSchema = z.object({ access_token: z.string() });

/** Prints a token for a person of the copy that runs, or says in one sentence why there is none. */
async function printToken(subject: string | undefined): Promise<number> {
  const ready = new ReadyFile(READY_FILE).read();
  if (ready === undefined) return refuse('Nothing runs here. Start a copy with: npm start');
  const people = `The people are: ${ready.people.join(', ')}.`;
  if (subject === undefined)
    return refuse(`Whose token? For example: npm run --silent token -- owner@meadow. ${people}`);
  const response = await ask(ready.issuer, subject);
  if (response === undefined) return refuse(`Nothing runs at ${ready.issuer}. Start a copy with: npm start`);
  if (response.status === 404) return refuse(`Nobody here is ${subject}. ${people}`);
  if (!response.ok) return refuse(`The sign-in service answers ${response.status}: ${await response.text()}`);
  process.stdout.write(`${answerSchema.parse(await response.json()).access_token}\n`);
  return 0;
}

/** Undefined when nobody listens there. */
async function ask(issuer: string, subject: string): Promise<Response | undefined> {
  return fetch(`${issuer}/local-token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subject }),
  }).catch(() => undefined);
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

process.exitCode = await printToken(process.argv[2]);
