import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** What an expression is read with. */
export interface Bindings {
  readonly names: Readonly<Record<string, string>> | undefined;
  readonly values: Item | undefined;
}

type Test = (item: Item, bindings: Bindings) => boolean;
type Operand = (item: Item, bindings: Bindings) => AttributeValue | undefined;

const TOKEN = /\s*(?:([A-Za-z_]\w*)|(#\w+)|(:\w+)|(<>|<=|>=|[=<>(),]))/y;
const WORDS = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN']);

const unsupported = (text: string): Error => new Error(`The simulated DynamoDB does not know "${text}"`);

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    if (found === null) throw unsupported(text);
    tokens.push(found[0].trim());
  }
  return tokens;
}

/** Below 0, 0 or above; undefined when the two are not of one kind and cannot be compared. */
export function compare(a: AttributeValue | undefined, b: AttributeValue | undefined): number | undefined {
  if (a?.S !== undefined && b?.S !== undefined) return a.S < b.S ? -1 : Number(a.S > b.S);
  if (a?.N !== undefined && b?.N !== undefined) return Number(a.N) - Number(b.N);
  if (a?.BOOL !== undefined && b?.BOOL !== undefined) return Number(a.BOOL) - Number(b.BOOL);
  return undefined;
}

const COMPARISONS: Readonly<Record<string, (order: number | undefined) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order !== undefined && order < 0,
  '<=': (order) => order !== undefined && order <= 0,
  '>': (order) => order !== undefined && order > 0,
  '>=': (order) => order !== undefined && order >= 0,
};

function contains(whole: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (whole?.S !== undefined && part?.S !== undefined) return whole.S.includes(part.S);
  return whole?.L?.some((element) => compare(element, part) === 0) ?? false;
}

const FUNCTIONS: Readonly<
  Record<string, (a: AttributeValue | undefined, b: AttributeValue | undefined) => boolean>
> = {
  attribute_exists: (a) => a !== undefined,
  attribute_not_exists: (a) => a === undefined,
  begins_with: (a, b) => a?.S !== undefined && b?.S !== undefined && a.S.startsWith(b.S),
  contains,
};

/** A parser for the forms that the adapters use, by recursive descent. Any other form throws. */
class Parser {
  readonly #text: string;
  readonly #tokens: string[];
  readonly mentioned = new Set<string>();

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  whole(): Test {
    const test = this.#any();
    if (this.#tokens.length > 0) throw unsupported(this.#text);
    return test;
  }

  #takeIf(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(token: string): void {
    if (!this.#takeIf(token)) throw unsupported(this.#text);
  }

  #any(): Test {
    const tests = [this.#all()];
    while (this.#takeIf('OR')) tests.push(this.#all());
    return (item, bindings) => tests.some((test) => test(item, bindings));
  }

  #all(): Test {
    const tests = [this.#one()];
    while (this.#takeIf('AND')) tests.push(this.#one());
    return (item, bindings) => tests.every((test) => test(item, bindings));
  }

  #one(): Test {
    if (this.#takeIf('(')) {
      const test = this.#any();
      this.#expect(')');
      return test;
    }
    const called = FUNCTIONS[this.#tokens[0] ?? ''];
    if (called !== undefined && this.#tokens[1] === '(') return this.#call(called);
    return this.#comparison(this.#operand());
  }

  #call(called: (a: AttributeValue | undefined, b: AttributeValue | undefined) => boolean): Test {
    this.#tokens.splice(0, 2);
    const first = this.#operand();
    const second = this.#takeIf(',') ? this.#operand() : undefined;
    this.#expect(')');
    return (item, bindings) => called(first(item, bindings), second?.(item, bindings));
  }

  #comparison(left: Operand): Test {
    if (this.#takeIf('IN')) return this.#oneOf(left);
    const compares = COMPARISONS[this.#tokens.shift() ?? ''];
    if (compares === undefined) throw unsupported(this.#text);
    const right = this.#operand();
    return (item, bindings) => compares(compare(left(item, bindings), right(item, bindings)));
  }

  #oneOf(left: Operand): Test {
    this.#expect('(');
    const choices = [this.#operand()];
    while (this.#takeIf(',')) choices.push(this.#operand());
    this.#expect(')');
    return (item, bindings) =>
      choices.some((choice) => compare(left(item, bindings), choice(item, bindings)) === 0);
  }

  #operand(): Operand {
    const token = this.#tokens.shift();
    if (token === undefined || WORDS.has(token) || /^\W/u.test(token.replace(/^[#:]/u, ''))) {
      throw unsupported(this.#text);
    }
    if (token.startsWith(':') || token.startsWith('#')) this.mentioned.add(token);
    if (token.startsWith(':')) return (_item, { values }) => values?.[token];
    if (token.startsWith('#')) return (item, { names }) => item[names?.[token] ?? ''];
    return (item) => item[token];
  }
}

interface Expression {
  readonly test: Test;
  readonly mentioned: ReadonlySet<string>;
}

const known = new Map<string, Expression>();

function parsed(text: string): Expression {
  const before = known.get(text);
  if (before !== undefined) return before;
  const parser = new Parser(text);
  const expression = { test: parser.whole(), mentioned: parser.mentioned };
  known.set(text, expression);
  return expression;
}

/** DynamoDB refuses a name or a value that no expression uses, and one that is used and not given. */
export function checkBindings(texts: readonly (string | undefined)[], bindings: Bindings): void {
  const mentioned = new Set(texts.flatMap((text) => (text === undefined ? [] : [...parsed(text).mentioned])));
  checkMentioned(mentioned, bindings);
}

export function checkMentioned(mentioned: ReadonlySet<string>, { names, values }: Bindings): void {
  const given = [...Object.keys(names ?? {}), ...Object.keys(values ?? {})];
  const same = given.length === mentioned.size && given.every((name) => mentioned.has(name));
  if (!same) throw unsupported(`${[...mentioned].join(' ')} with ${given.join(' ')}`);
}

/** Whether the expression is true of the item; an absent item has no attributes. */
export const holds = (text: string, item: Item | undefined, bindings: Bindings): boolean =>
  parsed(text).test(item ?? {}, bindings);
