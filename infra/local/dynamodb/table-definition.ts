import type {
  AttributeDefinition,
  CreateTableCommandInput,
  KeySchemaElement,
  LocalSecondaryIndex,
  StreamViewType,
  TableDescription,
} from '@aws-sdk/client-dynamodb';

type GlobalIndexes = NonNullable<CreateTableCommandInput['GlobalSecondaryIndexes']>;

/** A table as the template describes it. The schema parts are DynamoDB's own. */
export interface TableDefinition {
  readonly name: string;
  readonly arn: string;
  readonly keySchema: readonly KeySchemaElement[];
  readonly attributeDefinitions: readonly AttributeDefinition[];
  readonly globalSecondaryIndexes: Readonly<GlobalIndexes>;
  readonly localSecondaryIndexes: readonly LocalSecondaryIndex[];
  readonly stream?: StreamViewType | undefined;
  readonly timeToLiveAttribute?: string | undefined;
}

/** What is compared of an index; both SDK types, wanted and described, have it. */
interface IndexShape {
  readonly IndexName?: string | undefined;
  readonly KeySchema?: readonly KeySchemaElement[] | undefined;
  readonly Projection?:
    | {
        readonly ProjectionType?: string | undefined;
        readonly NonKeyAttributes?: readonly string[] | undefined;
      }
    | undefined;
}

/**
 * In which respects an existing table is not the defined one: one sentence each, none when it is the same.
 * The order of attributes and of indexes means nothing; the order of a key's attributes does.
 */
export function differences(wanted: TableDefinition, existing: TableDescription): string[] {
  return [
    compare('key', keyText(wanted.keySchema), keyText(existing.KeySchema)),
    compare(
      'attributes',
      attributesText(wanted.attributeDefinitions),
      attributesText(existing.AttributeDefinitions),
    ),
    ...indexDifferences(
      'global secondary index',
      wanted.globalSecondaryIndexes,
      existing.GlobalSecondaryIndexes,
    ),
    ...indexDifferences(
      'local secondary index',
      wanted.localSecondaryIndexes,
      existing.LocalSecondaryIndexes,
    ),
    compare('stream', wanted.stream ?? 'none', existing.StreamSpecification?.StreamViewType ?? 'none'),
  ].filter((difference) => difference !== undefined);
}

/** "<what> is <existing>, the definition says <wanted>", or nothing when they are equal. */
export function compare(what: string, wanted: string, existing: string): string | undefined {
  return wanted === existing ? undefined : `${what} is ${existing}, the definition says ${wanted}`;
}

function indexDifferences(
  kind: string,
  wanted: readonly IndexShape[],
  existing: readonly IndexShape[] | undefined,
): (string | undefined)[] {
  const wantedByName = byName(wanted);
  const existingByName = byName(existing ?? []);
  const names = [...new Set([...wantedByName.keys(), ...existingByName.keys()])].sort();
  return names.map((name) =>
    compare(`${kind} ${name}`, wantedByName.get(name) ?? 'absent', existingByName.get(name) ?? 'absent'),
  );
}

function byName(indexes: readonly IndexShape[]): Map<string, string> {
  return new Map(indexes.map((index) => [index.IndexName ?? '', indexText(index)]));
}

function indexText({ KeySchema, Projection }: IndexShape): string {
  const included = [...(Projection?.NonKeyAttributes ?? [])].sort();
  const projected = included.length === 0 ? '' : ` of ${included.join(', ')}`;
  return `${keyText(KeySchema)} projecting ${Projection?.ProjectionType ?? 'ALL'}${projected}`;
}

function keyText(key: readonly KeySchemaElement[] | undefined): string {
  return (key ?? []).map((part) => `${part.AttributeName ?? ''} ${part.KeyType ?? ''}`).join(' + ');
}

function attributesText(attributes: readonly AttributeDefinition[] | undefined): string {
  return (attributes ?? [])
    .map((attribute) => `${attribute.AttributeName ?? ''} ${attribute.AttributeType ?? ''}`)
    .sort()
    .join(', ');
}
