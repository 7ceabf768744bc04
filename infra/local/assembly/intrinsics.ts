import * as z from 'zod';
import type { Json } from './cloud-assembly.ts';
import type { Resolver } from './resolver.ts';
import { unsupported } from './unsupported.ts';
import type { Place } from './unsupported.ts';

/** Where an intrinsic stands and who resolves what is inside it. */
export interface Context {
  readonly resolver: Resolver;
  readonly place: Place;
}

/** Evaluates one intrinsic. `undefined` is `AWS::NoValue`. */
export type Intrinsic = (argument: Json, context: Context) => Json | undefined;

const anything = z.json();
const getAttArgument = z.union([
  z.tuple([z.string(), z.string()]),
  z
    .string()
    .regex(/^[^.]+\..+$/)
    .transform((text) => splitOnce(text, '.')),
]);
const joinArgument = z.tuple([z.string(), anything]);
const splitArgument = z.tuple([z.string(), anything]);
const selectArgument = z.tuple([anything, anything]);
const ifArgument = z.tuple([z.string(), anything, anything]);
const subArgument = z.union([
  z.string().transform((text): [string, Record<string, Json>] => [text, {}]),
  z.tuple([z.string(), z.record(z.string(), anything)]),
]);
const list = z.array(anything);

/** Every intrinsic that the embedded cloud knows, by its name in the template. */
export const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', (argument, { resolver, place }) => resolver.ref(parse(z.string(), argument, place), place)],
  ['Fn::GetAtt', getAtt],
  ['Fn::If', evaluateIf],
  [
    'Fn::ImportValue',
    (argument, { resolver, place }) => resolver.importValue(resolver.resolveText(argument, place), place),
  ],
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::Sub', substitute],
]);

function getAtt(argument: Json, { resolver, place }: Context): string {
  const [logicalId, attribute] = parse(getAttArgument, argument, place);
  return resolver.attribute(logicalId, attribute, place);
}

function evaluateIf(argument: Json, { resolver, place }: Context): Json | undefined {
  const [condition, whenTrue, whenFalse] = parse(ifArgument, argument, place);
  return resolver.resolve(resolver.condition(condition, place) ? whenTrue : whenFalse, place);
}

function join(argument: Json, { resolver, place }: Context): string {
  const [delimiter, parts] = parse(joinArgument, argument, place);
  const resolved = resolveList(parts, { resolver, place });
  return resolved.map((part) => resolver.resolveText(part, place)).join(delimiter);
}

function select(argument: Json, { resolver, place }: Context): Json {
  const [index, items] = parse(selectArgument, argument, place);
  const chosen = resolveList(items, { resolver, place })[Number(resolver.resolveText(index, place))];
  if (chosen === undefined) throw unsupported(place, 'Fn::Select points outside its list');
  return chosen;
}

function split(argument: Json, { resolver, place }: Context): Json {
  const [delimiter, text] = parse(splitArgument, argument, place);
  return resolver.resolveText(text, place).split(delimiter);
}

function substitute(argument: Json, { resolver, place }: Context): string {
  const [text, variables] = parse(subArgument, argument, place);
  return text.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const variable = variables[name];
    if (variable !== undefined) return resolver.resolveText(variable, place);
    if (!name.includes('.')) return resolver.resolveText({ Ref: name }, place);
    const [logicalId, attribute] = splitOnce(name, '.');
    return resolver.attribute(logicalId, attribute, place);
  });
}

function resolveList(value: Json, { resolver, place }: Context): Json[] {
  return parse(list, resolver.resolve(value, place), place);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

function parse<Out>(schema: z.ZodType<Out>, value: unknown, place: Place): Out {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw unsupported(place, `malformed intrinsic ${JSON.stringify(value)}`);
  return parsed.data;
}
