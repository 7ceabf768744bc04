import type { TestProject } from 'vitest/node';
import { NO_BROWSER, hasBrowser } from './browser.ts';
import { setup as synthesizeOnce } from './synthesize-once.ts';

/** Before the browser tests: without a browser they are skipped, in so many words, and in CI they fail. */
export async function setup(project: TestProject): Promise<(() => void) | undefined> {
  if (hasBrowser) return synthesizeOnce(project);
  if (process.env['CI'] !== undefined) throw new Error(NO_BROWSER);
  console.warn(`\n*** SKIPPED: ${NO_BROWSER} ***\n`);
  project.provide('assembly', '');
  return undefined;
}
