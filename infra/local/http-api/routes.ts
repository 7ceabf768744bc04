import type { JwtAuthorizer } from './jwt-authorizer.ts';

/** One route of the API as the template defines it. */
export interface RouteDefinition {
  /** `GET /v1/claims/{ref}`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  readonly functionName: string;
  readonly authorizer?: JwtAuthorizer;
  /** A token must carry at least one of these. */
  readonly authorizationScopes?: readonly string[];
}

export interface MatchedRoute {
  readonly route: RouteDefinition;
  /** Decoded. Undefined when the route has no variables. */
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
}

const METHODS = new Set(['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
const SEGMENT = /^(?:\{(?<variable>[\w.:-]+)(?<greedy>\+)?\}|(?<literal>[^{}]*))$/;

interface Segment {
  readonly kind: 'literal' | 'variable' | 'greedy';
  /** The literal text, or the name of the variable. */
  readonly text: string;
}

interface Pattern {
  readonly route: RouteDefinition;
  readonly method: string;
  readonly segments: readonly Segment[];
}

function parseSegment(routeKey: string, text: string): Segment {
  const parts = SEGMENT.exec(text)?.groups;
  if (parts === undefined) throw new Error(`route ${routeKey}: ${text} is neither a literal nor a variable`);
  if (parts['variable'] === undefined) return { kind: 'literal', text };
  return { kind: parts['greedy'] === undefined ? 'variable' : 'greedy', text: parts['variable'] };
}

function parseRoute(route: RouteDefinition): Pattern {
  const { routeKey } = route;
  const [method = '', path = '', ...rest] = routeKey.split(' ');
  if (!METHODS.has(method) || !path.startsWith('/') || rest.length > 0) {
    throw new Error(`route ${routeKey}: a route key reads METHOD /path or $default`);
  }
  const segments = path
    .slice(1)
    .split('/')
    .map((text) => parseSegment(routeKey, text));
  if (segments.slice(0, -1).some(({ kind }) => kind === 'greedy')) {
    throw new Error(`route ${routeKey}: a greedy variable must be the last segment`);
  }
  return { route, method, segments };
}

/** Two routes of one shape would match the same requests. */
const shapeOf = ({ method, segments }: Pattern): string =>
  `${method} /${segments.map(({ kind, text }) => (kind === 'literal' ? text : `{${kind}}`)).join('/')}`;

const KIND_ORDER = { literal: '0', variable: '1', greedy: '2' } as const;

/** Sorts before what it has priority over: full matches before greedy ones, literals first, ANY last. */
function priorityOf({ method, segments }: Pattern): string {
  const greedy = segments.at(-1)?.kind === 'greedy' ? '1' : '0';
  const kinds = segments.map(({ kind }) => KIND_ORDER[kind]).join('');
  return `${greedy} ${kinds} ${method === 'ANY' ? '1' : '0'}`;
}

function matchSegments(
  pattern: readonly Segment[],
  path: readonly string[],
): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [index, { kind, text }] of pattern.entries()) {
    const value = kind === 'greedy' ? path.slice(index).join('/') : path[index];
    if (value === undefined || (kind === 'literal' ? value !== text : value === '')) return undefined;
    if (kind !== 'literal') found[text] = value;
    if (kind === 'greedy') return found;
  }
  return path.length === pattern.length ? found : undefined;
}

/** Chooses the route of a request by the priorities of an HTTP API. */
export class RouteTable {
  readonly #patterns: readonly Pattern[];
  readonly #default: RouteDefinition | undefined;

  /** Throws, naming the route, for a key that API Gateway would not take or that another route has already taken. */
  constructor(routes: readonly RouteDefinition[]) {
    this.#default = routes.find(({ routeKey }) => routeKey === '$default');
    this.#patterns = routes
      .filter(({ routeKey }) => routeKey !== '$default')
      .map(parseRoute)
      .toSorted((a, b) => (priorityOf(a) < priorityOf(b) ? -1 : 1));
    const taken = new Set<string>();
    const shapes = [
      ...this.#patterns.map(shapeOf),
      ...routes.map(({ routeKey }) => routeKey).filter((key) => key === '$default'),
    ];
    for (const shape of shapes) {
      if (taken.has(shape)) throw new Error(`two routes match the same requests: ${shape}`);
      taken.add(shape);
    }
  }

  /** The segments of the path are decoded, one by one, so that an encoded slash never splits a variable. */
  find(method: string, path: readonly string[]): MatchedRoute | undefined {
    for (const pattern of this.#patterns) {
      if (pattern.method !== method && pattern.method !== 'ANY') continue;
      const found = matchSegments(pattern.segments, path);
      if (found === undefined) continue;
      return { route: pattern.route, pathParameters: Object.keys(found).length > 0 ? found : undefined };
    }
    return this.#default === undefined ? undefined : { route: this.#default, pathParameters: undefined };
  }
}
