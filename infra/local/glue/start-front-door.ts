import type { HttpApiPlan } from '../assembly/resources/http-api.ts';
import type { Closing } from '../command/closing.ts';
import type { Ready } from '../command/ready-file.ts';
import { StartProblem } from '../command/start-problem.ts';
import type { Log } from '../engine.ts';
import { startHttpApi } from '../http-api/http-api.ts';
import type { HttpApi } from '../http-api/http-api.ts';
import type { SeededPerson } from '../seeded-people.ts';
import { faultTarget } from './faults.ts';
import type { FaultTargets } from './faults.ts';
import { localPages } from './local-pages.ts';
import type { LocalSignIn } from './sign-in-substitution.ts';
import type { Compute } from './start-compute.ts';
import type { Feeds } from './start-feeds.ts';
import type { Stores } from './start-stores.ts';
import { trySignIn } from './try-sign-in.ts';
import { webPage } from './web-page.ts';

interface Behind {
  readonly stores: Stores;
  readonly compute: Compute;
  readonly feeds: Feeds;
  readonly signIn: LocalSignIn;
  readonly people: readonly SeededPerson[];
  readonly port: number;
  readonly log: Log;
  readonly closing: Closing;
}

/** Opens the HTTP API and the pages beside it, and tells how everything is reached. */
export async function startFrontDoor(plan: HttpApiPlan | undefined, behind: Behind): Promise<Ready> {
  const { compute, signIn, people, port, log, closing } = behind;
  if (plan === undefined) throw new StartProblem('The assembly has no HTTP API.');
  const readyAt = (endpoint: string): Ready => ({
    ready: true,
    api: `${endpoint}/v1`,
    web: `${endpoint}/`,
    issuer: signIn.issuer,
    people: people.map(({ subject }) => subject),
  });
  const api: HttpApi = closing.add(
    await startHttpApi({
      routes: plan.routes,
      invoke: compute.lambda.invoke,
      port,
      ...(plan.cors && { cors: plan.cors }),
      ...(plan.throttle && { throttle: plan.throttle }),
      log,
      unmatched: localPages({
        faults: faultTargets(behind),
        // Both are asked for by requests, which come through the open door.
        home: () => webPage({ ready: readyAt(api.endpoint), people }),
        readiness: () => JSON.stringify(readyAt(api.endpoint)),
        signIn: trySignIn({ signIn, people, origin: () => api.endpoint, log }),
      }),
    }),
  );
  return readyAt(api.endpoint);
}

function faultTargets({ stores, compute, feeds }: Behind): FaultTargets {
  return new Map([
    ['scanner', faultTarget(feeds.malwareProtection, ['off', 'down', 'slow', 'duplicate'])],
    ['stepfunctions', faultTarget(compute.stepFunctions, ['off', 'down', 'slow', 'duplicate'])],
    ['dynamodb', faultTarget(stores.dynamoDb, ['off', 'down', 'slow', 'conflict'])],
    ['s3', faultTarget(stores.s3, ['off', 'down', 'slow'], false)],
  ]);
}
