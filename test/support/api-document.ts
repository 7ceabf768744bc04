import * as z from 'zod';

const media = z.object({
  schema: z.unknown(),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.object({ $ref: z.string() })).optional(),
});
const answer = z.object({
  description: z.string().min(1),
  headers: z.record(z.string(), z.unknown()).optional(),
  content: z.record(z.string(), media).optional(),
});
const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  description: z.string().min(1),
});
const reference = z.object({ $ref: z.string() });
const operation = z.object({
  operationId: z.string(),
  tags: z.array(z.string()).length(1),
  summary: z.string(),
  description: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.union([reference, parameter])).default([]),
  requestBody: z.object({ required: z.literal(true), content: z.record(z.string(), media) }).optional(),
  responses: z.record(z.string(), z.union([reference, answer])),
});
const documentShape = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    responses: z.record(z.string(), answer),
    parameters: z.record(z.string(), parameter),
    headers: z.record(z.string(), z.object({ description: z.string() })),
    examples: z.record(z.string(), z.object({ value: z.unknown() })),
    securitySchemes: z.record(z.string(), z.object({ type: z.string(), scheme: z.string() })),
  }),
});

/** What is in a schema, `fromJSONSchema` checks itself. */
const jsonSchemaShape = z.custom<z.core.JSONSchema.JSONSchema>((value) => typeof value === 'object');

type Parameter = z.output<typeof parameter>;
type Media = z.output<typeof media>;

/** One way in which the document says that an operation answers. */
export interface DescribedAnswer {
  readonly status: string;
  readonly headers: readonly string[];
  /** By media type: a schema that what is answered has to satisfy, and the example. */
  readonly content: ReadonlyMap<string, { readonly schema: z.ZodType; readonly example: unknown }>;
}

/** An operation as the document describes it, with everything that it points to. */
export interface DescribedOperation {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly security: readonly (readonly string[])[];
  readonly parameters: readonly Parameter[];
  readonly body: { readonly schema: z.ZodType; readonly example: unknown } | undefined;
  readonly answers: readonly DescribedAnswer[];
}

/** Reads an OpenAPI document. Throws for one that is not whole. */
export function readApiDocument(source: unknown): readonly DescribedOperation[] {
  const document = documentShape.parse(source);
  const { components } = document;
  const find = <Part>(parts: Readonly<Record<string, Part>>, pointer: string): Part => {
    const found = parts[pointer.split('/').at(-1) ?? ''];
    if (found === undefined) throw new Error(`${pointer} leads nowhere`);
    return found;
  };
  // The schemas point to each other as an OpenAPI document does; JSON Schema keeps its own in `$defs`.
  const asJsonSchema = (schema: unknown): unknown =>
    JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/'));
  const $defs = z.record(z.string(), jsonSchemaShape).parse(asJsonSchema(components.schemas));
  const read = ({ schema, example, examples = {} }: Media) => {
    const jsonSchema = jsonSchemaShape.parse(asJsonSchema(schema));
    const [named] = Object.values(examples);
    return {
      schema: z.fromJSONSchema({ ...jsonSchema, $defs }),
      example: named === undefined ? example : find(components.examples, named.$ref).value,
    };
  };
  const readAnswer = ([status, given]: [string, z.output<typeof reference> | z.output<typeof answer>]) => {
    const { headers = {}, content = {} } = '$ref' in given ? find(components.responses, given.$ref) : given;
    const parts = Object.entries(content).map(([type, part]) => [type, read(part)] as const);
    return { status, headers: Object.keys(headers), content: new Map(parts) };
  };
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, described]) => {
      const json = described.requestBody?.content['application/json'];
      return {
        operation: described.operationId,
        method: method.toUpperCase(),
        path,
        tag: described.tags[0] ?? '',
        summary: described.summary,
        description: described.description,
        security: described.security.map((schemes) => Object.keys(schemes)),
        parameters: described.parameters.map((part) =>
          '$ref' in part ? find(components.parameters, part.$ref) : part,
        ),
        body: json && read(json),
        answers: Object.entries(described.responses).map(readAnswer),
      };
    }),
  );
}
