import { evaluateCondition } from './conditions.ts';
import { referenceTo } from './identities.ts';
import { INTRINSICS } from './intrinsics.ts';
import { PSEUDO_PARAMETERS } from './pseudo-parameters.ts';
import type { CloudAssembly, Json, Resource, Stack } from './cloud-assembly.ts';
import { unsupported, within } from './unsupported.ts';
import type { Place } from './unsupported.ts';

/** Gives the value behind `{{resolve:…}}` text. Throws when it knows none. */
export type DynamicReferences = (text: string, place: Place) => string;

/**
 * Turns a template's values into plain ones: intrinsics, cross-stack imports, conditions, pseudo parameters and
 * dynamic references. `undefined` is `AWS::NoValue`. Anything that it does not know is an `UnsupportedTemplateError`.
 */
export class Resolver {
  readonly #stacks: ReadonlyMap<string, Stack>;
  readonly #dynamic: DynamicReferences;
  #exports: Map<string, { value: Json; place: Place }> | undefined;

  constructor(assembly: CloudAssembly, dynamic: DynamicReferences) {
    this.#stacks = new Map(assembly.stacks.map((stack) => [stack.name, stack]));
    this.#dynamic = dynamic;
  }

  /** The plain value of `value`, with every intrinsic in it resolved in the stack of `place`. */
  resolve(value: Json, place: Place): Json | undefined {
    if (typeof value === 'string') return this.#dynamic(value, place);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) {
      return value
        .map((item, index) => this.resolve(item, within(place, index)))
        .filter((item) => item !== undefined);
    }
    const entries = Object.entries(value);
    const intrinsic = entries.find(([key]) => key === 'Ref' || key.startsWith('Fn::'));
    if (intrinsic === undefined) return this.#resolveMap(entries, place);
    const [name, argument] = intrinsic;
    const evaluate = INTRINSICS.get(name);
    if (evaluate === undefined)
      throw unsupported(place, `the embedded cloud does not support the intrinsic ${name}`);
    if (entries.length > 1) throw unsupported(place, `${name} stands beside other keys`);
    const result = evaluate(argument, { resolver: this, place });
    return typeof result === 'string' ? this.#dynamic(result, place) : result;
  }

  /** Like `resolve`, for the places where only text may stand. Numbers and booleans become text, as in CloudFormation. */
  resolveText(value: Json, place: Place): string {
    const resolved = this.resolve(value, place);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw unsupported(place, 'text is needed here');
  }

  /** What `Ref` gives: a pseudo parameter, a parameter's default, or the resource's own reference value. */
  ref(logicalId: string, place: Place): Json | undefined {
    if (PSEUDO_PARAMETERS.has(logicalId)) return PSEUDO_PARAMETERS.get(logicalId);
    if (logicalId === 'AWS::StackName') return place.stack;
    if (logicalId === 'AWS::NoValue') return undefined;
    const parameter = this.#stackOf(place).parameters.get(logicalId);
    if (parameter === undefined) return this.#reference(logicalId, place, undefined);
    if (parameter.Default === undefined || parameter.Type.startsWith('AWS::')) {
      throw unsupported(place, `parameter ${logicalId} has no value of its own on this machine`);
    }
    return parameter.Default;
  }

  /** What `Fn::GetAtt` gives. */
  attribute(logicalId: string, attribute: string, place: Place): string {
    return this.#reference(logicalId, place, attribute);
  }

  /** What `Fn::ImportValue` gives: the exported output of another stack, resolved in that stack. */
  importValue(name: string, place: Place): Json | undefined {
    this.#exports ??= this.#readExports();
    const found = this.#exports.get(name);
    if (found === undefined) throw unsupported(place, `no stack of the assembly exports ${name}`);
    return this.resolve(found.value, found.place);
  }

  /** Whether a named condition of the place's stack holds. */
  condition(name: string, place: Place): boolean {
    const condition = this.#stackOf(place).conditions.get(name);
    if (condition === undefined) throw unsupported(place, `the stack has no condition ${name}`);
    return evaluateCondition(condition, { resolver: this, place });
  }

  /** The name that a resource has on this machine: the one the template gives it, or else its logical id. */
  physicalName(resource: Resource, nameProperty: string | undefined, place: Place): string {
    const given = nameProperty === undefined ? undefined : resource.Properties[nameProperty];
    return given === undefined ? place.logicalId : this.resolveText(given, place);
  }

  #reference(logicalId: string, place: Place, attribute: string | undefined): string {
    const resource = this.#stackOf(place).resources.get(logicalId);
    if (resource === undefined) throw unsupported(place, `the stack has no resource ${logicalId}`);
    if (resource.Condition !== undefined && !this.condition(resource.Condition, place)) {
      throw unsupported(
        place,
        `${logicalId} does not exist, because its condition ${resource.Condition} is false`,
      );
    }
    const target = { stack: place.stack, logicalId, type: resource.Type };
    const name = (property: string | undefined) => this.physicalName(resource, property, target);
    const value = referenceTo({ type: resource.Type, name, attribute });
    if (value !== undefined) return value;
    const asked = attribute === undefined ? `Ref ${logicalId}` : `Fn::GetAtt ${logicalId}.${attribute}`;
    throw unsupported(
      place,
      `the embedded cloud does not support ${asked} (a resource of type ${resource.Type})`,
    );
  }

  #resolveMap(entries: [string, Json][], place: Place): Json {
    const resolved: Record<string, Json> = {};
    for (const [key, value] of entries) {
      const plain = this.resolve(value, within(place, key));
      if (plain !== undefined) resolved[key] = plain;
    }
    return resolved;
  }

  #readExports(): Map<string, { value: Json; place: Place }> {
    const exports = new Map<string, { value: Json; place: Place }>();
    for (const stack of this.#stacks.values()) {
      for (const [logicalId, output] of stack.outputs) {
        if (output.Export === undefined) continue;
        const place = { stack: stack.name, logicalId, type: 'Output' };
        exports.set(this.resolveText(output.Export.Name, place), { value: output.Value, place });
      }
    }
    return exports;
  }

  #stackOf(place: Place): Stack {
    const stack = this.#stacks.get(place.stack);
    if (stack === undefined) throw unsupported(place, 'the assembly has no such stack');
    return stack;
  }
}
