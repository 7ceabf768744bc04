import type { CloudAssembly, Json, Resource } from './cloud-assembly.ts';
import { nameProperty, referenceTo } from './identities.ts';
import type { Planned } from './planned.ts';
import type { Resolver } from './resolver.ts';
import { supportOf } from './supported-resources.ts';
import type { SupportedResource } from './supported-resources.ts';
import { UnsupportedTemplateError, unsupported, unsupportedBySchema, within } from './unsupported.ts';
import type { Place } from './unsupported.ts';

/** Every resource of an assembly, resolved and checked against the table of what is supported. */
export class Inventory {
  readonly #byType = new Map<string, Planned<Json>[]>();

  /** Throws one `UnsupportedTemplateError` that holds a line for each resource that cannot be run. */
  constructor(assembly: CloudAssembly, resolver: Resolver) {
    const problems: string[] = [];
    for (const stack of assembly.stacks) {
      for (const [logicalId, resource] of stack.resources) {
        try {
          this.#add(resource, { stack: stack.name, logicalId, type: resource.Type }, resolver);
        } catch (error) {
          if (!(error instanceof UnsupportedTemplateError)) throw error;
          problems.push(error.message);
        }
      }
    }
    if (problems.length > 0) throw new UnsupportedTemplateError(problems.join('\n'));
  }

  /** The resources of one type, in the order of the templates. */
  of<Properties>(resource: SupportedResource<Properties>): Planned<Properties>[] {
    return (this.#byType.get(resource.type) ?? []).map((planned) => ({
      ...planned,
      properties: parse(resource, planned.properties, planned.place),
    }));
  }

  #add(resource: Resource, place: Place, resolver: Resolver): void {
    if (resource.Condition !== undefined && !resolver.condition(resource.Condition, place)) return;
    const support = supportOf(resource.Type);
    if (support === undefined)
      throw unsupported(place, 'the embedded cloud does not support this type of resource');
    const implemented: Record<string, Json> = {};
    for (const [property, value] of Object.entries(resource.Properties)) {
      const plain = resolver.resolve(value, within(place, property));
      checkResolved(plain, within(place, property));
      if (plain !== undefined && !Object.hasOwn(support.acknowledged, property))
        implemented[property] = plain;
    }
    parse(support, implemented, place);
    const name = resolver.physicalName(resource, nameProperty(resource.Type), place);
    const self = { type: resource.Type, name: () => name };
    const reference = referenceTo(self) ?? place.logicalId;
    const arn = referenceTo({ ...self, attribute: 'Arn' }) ?? '';
    this.#keep(resource.Type, { name, reference, arn, place, properties: implemented });
  }

  /** Two resources of one type with one name would be one thing on this machine. */
  #keep(type: string, planned: Planned<Json>): void {
    const kept = this.#byType.get(type) ?? [];
    const twin = kept.find(({ name }) => name === planned.name);
    if (twin !== undefined) {
      throw unsupported(
        planned.place,
        `${twin.place.stack} has a resource with the same name, ${planned.name}`,
      );
    }
    this.#byType.set(type, [...kept, planned]);
  }
}

function parse<Properties>(
  support: SupportedResource<Properties>,
  properties: Json,
  place: Place,
): Properties {
  const parsed = support.implemented.safeParse(properties);
  if (!parsed.success) throw unsupportedBySchema(place, parsed.error);
  return parsed.data;
}

function checkResolved(value: Json | undefined, place: Place): void {
  if (value !== undefined && JSON.stringify(value).includes('{{resolve:')) {
    throw unsupported(place, 'the embedded cloud does not support this dynamic reference');
  }
}
