import { downloadOrderLog } from './command/order-log.ts';
import { READY_FILE } from './command/paths.ts';
import { ReadyFile } from './command/ready-file.ts';
import { apiClient } from './demo/api-client.ts';

/** Prints the whole order log of a fund of the copy that runs, or says in one sentence why there is none. */
async function printOrderLog(fund: string | undefined, year: string | undefined): Promise<number> {
  const ready = new ReadyFile(READY_FILE).read();
  if (ready === undefined) return refuse('Nothing runs here. Start a copy with: npm start');
  if (fund === undefined || year === undefined)
    return refuse('Whose log? For example: npm run --silent order-log -- main 2025-26 > log.json');
  try {
    const log = await downloadOrderLog(apiClient(ready.api), fund, year);
    process.stdout.write(`${JSON.stringify(log)}\n`);
    return 0;
  } catch (error) {
    return refuse(
      `The log cannot be read from ${ready.api}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

process.exitCode = await printOrderLog(process.argv[2], process.argv[3]);
