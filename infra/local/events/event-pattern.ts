/** Says whether an event, as its full envelope, matches. */
export type EventMatcher = (event: unknown) => boolean;

type LeafTest = (leaf: unknown) => boolean;

/** Where in which rule we are: every refusal names it. */
interface Place {
  readonly rule: string;
  readonly path: readonly string[];
}

/**
 * Compiles an EventBridge event pattern: exact values in arrays, nested fields, `prefix`, `exists` and
 * `anything-but` (values only).
 *
 * Throws on anything else and names the rule, the field and the operator, so that a rule never matches less or more
 * than its author meant.
 */
export function compilePattern(rule: string, pattern: unknown): EventMatcher {
  if (!isRecord(pattern) || Object.keys(pattern).length === 0) {
    throw new Error(`The event pattern of rule ${rule} must be an object with at least one field.`);
  }
  return compileFields(pattern, { rule, path: [] });
}

function compileNode(node: unknown, place: Place): EventMatcher {
  if (Array.isArray(node)) {
    return compileLeaf(node, place);
  }
  if (isRecord(node)) {
    return compileFields(node, place);
  }
  throw refusal(place, 'a value outside an array');
}

function compileFields(fields: Readonly<Record<string, unknown>>, place: Place): EventMatcher {
  const tests = Object.entries(fields).map(([name, node]) => {
    if (name.startsWith('$')) {
      throw refusal(place, `the operator "${name}"`);
    }
    return { name, matches: compileNode(node, { ...place, path: [...place.path, name] }) };
  });
  const matchesRecord = (record: Readonly<Record<string, unknown>>): boolean =>
    tests.every(({ name, matches }) => matches(record[name]));
  // An array of objects matches when one of its objects does. An absent object has only absent fields, which
  // `{ "exists": false }` may still match.
  return (value) =>
    Array.isArray(value)
      ? value.some((element) => isRecord(element) && matchesRecord(element))
      : matchesRecord(isRecord(value) ? value : {});
}

function compileLeaf(alternatives: readonly unknown[], place: Place): EventMatcher {
  if (alternatives.length === 0) {
    throw refusal(place, 'an empty array');
  }
  const tests = alternatives.map((alternative) => compileAlternative(alternative, place));
  return (value) => {
    const leaves = leavesOf(value);
    return tests.some((test) => test(leaves));
  };
}

function compileAlternative(alternative: unknown, place: Place): (leaves: readonly unknown[]) => boolean {
  if (isScalar(alternative)) {
    return (leaves) => leaves.includes(alternative);
  }
  const [operator, ...others] = isRecord(alternative) ? Object.entries(alternative) : [];
  if (operator === undefined || others.length > 0) {
    throw refusal(place, `${JSON.stringify(alternative)}, which is neither a value nor one operator,`);
  }
  const [name, operand] = operator;
  if (name === 'exists' && typeof operand === 'boolean') {
    return (leaves) => leaves.length > 0 === operand;
  }
  const test = compileOperator(name, operand);
  if (test === undefined) {
    throw refusal(place, `the operator "${name}" with ${JSON.stringify(operand)}`);
  }
  return (leaves) => leaves.some(test);
}

/** A test of one leaf, or undefined when the operator is not supported. */
function compileOperator(name: string, operand: unknown): LeafTest | undefined {
  if (name === 'prefix' && typeof operand === 'string') {
    return (leaf) => typeof leaf === 'string' && leaf.startsWith(operand);
  }
  if (name === 'anything-but') {
    const excluded: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    return excluded.length > 0 && excluded.every(isTextOrNumber) ? butNot(new Set(excluded)) : undefined;
  }
  return undefined;
}

function butNot(excluded: ReadonlySet<unknown>): LeafTest {
  return (leaf) => !excluded.has(leaf);
}

/** EventBridge matches leaves: an array offers each of its values, an object is not a leaf. */
function leavesOf(value: unknown): readonly unknown[] {
  return (Array.isArray(value) ? value : [value]).filter(isScalar);
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isTextOrNumber(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal({ rule, path }: Place, what: string): Error {
  const field = path.length === 0 ? 'its top level' : path.join('.');
  return new Error(
    `The event pattern of rule ${rule} uses ${what} at ${field}, which is not supported here.`,
  );
}
