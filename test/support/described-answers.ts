import { expect } from 'vitest';
import * as z from 'zod';
import type { Answer, ApiClient } from '../../infra/local/demo/api-client.ts';
import { OPERATIONS } from '../../shared/contracts/http/openapi/operations.ts';
import { problemsOf } from '../../shared/contracts/http/openapi/refusals.ts';
import { PROBLEM_RESPONSES, gatewayRefusal } from '../../shared/contracts/http/problem-responses.ts';
import { ROUTES } from '../../shared/contracts/routes.ts';
import type { Route } from '../../shared/contracts/routes.ts';
import type { DescribedAnswer, DescribedOperation } from './api-document.ts';

const problemCode = z.object({ code: z.string() });

/** Holds real answers against what is said of them, strictly: a member that is not described fails. */
export class DescribedAnswers {
  /** Every way in which an operation has answered: its name, its status, and the problem's code where it was one. */
  readonly seen = new Set<string>();
  readonly #described: readonly DescribedOperation[];

  constructor(described: readonly DescribedOperation[]) {
    this.#described = described;
  }

  /** The same client, each of whose answers is checked. `base` is what its paths leave out. */
  watch(client: ApiClient, base = '/v1'): ApiClient {
    return {
      send: async (method, path, asked) => {
        const answer = await client.send(method, path, asked);
        this.check(routeTo(method, `${base}${path}`), answer);
        return answer;
      },
    };
  }

  check(route: Route, answer: Answer): void {
    const said = this.#answerOf(route, answer);
    // Where a function sends no body, the gateway still says that it is text.
    const type = answer.body === undefined ? undefined : answer.headers.get('content-type')?.split(';')[0];
    const where = `${route.operation} ${answer.status}: ${JSON.stringify(answer.body)}`;
    expect(said.content.size === 0 ? [undefined] : [...said.content.keys()], where).toContain(type);
    const schema = said.content.get(type ?? '')?.schema;
    expect(schema?.safeParse(answer.body).error, where).toBeUndefined();
    expect(strictSchema(route, answer, type)?.safeParse(answer.body).error, where).toBeUndefined();
    checkHeaders(route, said, answer);
    const code = type === 'application/problem+json' ? ` ${problemCode.parse(answer.body).code}` : '';
    this.seen.add(`${route.operation} ${answer.status}${code}`);
  }

  #answerOf({ operation }: Route, answer: Answer): DescribedAnswer {
    const described = this.#described.find((each) => each.operation === operation);
    const said = described?.answers.find(({ status }) => status === String(answer.status));
    if (said !== undefined) return said;
    throw new Error(`${operation} answered ${answer.status}, undescribed: ${JSON.stringify(answer.body)}`);
  }
}

/** The route of an address, as the gateway finds it: one without a part in braces comes first. */
function routeTo(method: string, address: string): Route {
  const path = address.split('?')[0] ?? '';
  const matches = ROUTES.filter((route) => {
    const pattern = route.path.replaceAll(/\{\w+\}/g, '[^/]+');
    return route.method === method && new RegExp(`^${pattern}$`).test(path);
  });
  const exact = matches.find((route) => route.path === path) ?? matches[0];
  if (exact === undefined) throw new Error(`No route leads to ${method} ${path}`);
  return exact;
}

/** The schema in the code, in which objects are closed, for a success or a problem that this operation may answer. */
function strictSchema(route: Route, answer: Answer, type: string | undefined): z.ZodType | undefined {
  const contract =
    OPERATIONS[ROUTES.find(({ operation }) => operation === route.operation)?.operation ?? 'readClaim'];
  const success = contract.success.find(({ status }) => status === answer.status);
  if (success !== undefined) return success.schema;
  if (type !== 'application/problem+json') return gatewayRefusal;
  const { code } = problemCode.parse(answer.body);
  const known = problemsOf(route, contract).find((each) => each === code);
  if (known === undefined) throw new Error(`${route.operation} answered the problem ${code}, undescribed`);
  return PROBLEM_RESPONSES.get(known);
}

/** Headers that are promised are there; a version or an address that is there is promised. */
function checkHeaders({ operation }: Route, said: DescribedAnswer, { status, headers }: Answer): void {
  const promised = said.headers.map((name) => name.toLowerCase());
  const present = ['etag', 'location', 'x-correlation-id'].filter((name) => headers.get(name) !== null);
  for (const name of present) expect(promised, `${operation} ${status}`).toContain(name);
  if (status < 300) expect(present.toSorted(), `${operation} ${status}`).toEqual(promised.toSorted());
}
