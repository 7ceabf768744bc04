import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Stage } from '../../functions/base-env.ts';
import { buildApp, type BuildAppOptions } from '../../infra/app.ts';

type Checks = NonNullable<BuildAppOptions['checks']>;

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
const outputSchema = z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() });
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), outputSchema).default({}),
});

/** A resource as it was synthesized, with where it stands. */
export interface Resource extends z.infer<typeof resourceSchema> {
  readonly id: string;
  readonly stack: string;
}

export interface Templates {
  readonly stage: Stage;
  /** The text of each template by its stack, as it was written. */
  readonly text: ReadonlyMap<string, string>;
  readonly resources: readonly Resource[];
  /** The value behind each export of a stack, by the export's name. */
  readonly exports: ReadonlyMap<string, unknown>;
}

const synthesized = new Map<Stage, Promise<Templates>>();

/** The templates of a stage, synthesized once for each test file. */
export function templatesOf(stage: Stage): Promise<Templates> {
  const known = synthesized.get(stage) ?? synthesizeTemplates(stage);
  synthesized.set(stage, known);
  return known;
}

/** Synthesizes the app of one stage afresh, with stub code, and reads what was written. */
export async function synthesizeTemplates(stage: Stage, checks: Checks = 'none'): Promise<Templates> {
  const outdir = mkdtempSync(join(tmpdir(), 'ldss-templates-'));
  try {
    const app = await buildApp({ stage, outdir, assets: 'stub', checks });
    app.synth();
    return readTemplates(stage, outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function readTemplates(stage: Stage, outdir: string): Templates {
  const files = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
  const text = new Map(
    files
      .sort()
      .map((name) => [name.replace('.template.json', ''), readFileSync(join(outdir, name), 'utf8')]),
  );
  const templates = [...text].map(([stack, json]) => ({ stack, ...templateSchema.parse(JSON.parse(json)) }));
  return {
    stage,
    text,
    resources: templates.flatMap(({ stack, Resources }) =>
      Object.entries(Resources).map(([id, resource]) => ({ ...resource, id, stack })),
    ),
    exports: new Map(
      templates.flatMap(({ Outputs }) =>
        Object.values(Outputs).flatMap((output) =>
          output.Export ? [[output.Export.Name, output.Value]] : [],
        ),
      ),
    ),
  };
}

/** Every resource of a type. Throws when there is none, so that no test passes by looking at nothing. */
export function ofType({ resources, stage }: Templates, type: string): Resource[] {
  const found = resources.filter((resource) => resource.Type === type);
  if (found.length === 0) throw new Error(`Stage ${stage} has no ${type}`);
  return found;
}

/** The value of one property, as the schema reads it. */
export function property<Value>(resource: Resource, name: string, schema: z.ZodType<Value>): Value {
  const result = schema.safeParse(resource.Properties[name]);
  if (result.success) return result.data;
  throw new Error(`${resource.id}.${name}: ${z.prettifyError(result.error)}`);
}

/** Whether the resource's policies keep it when it leaves the template, and when it is replaced. */
export const isKept = ({ DeletionPolicy, UpdateReplacePolicy }: Resource): boolean =>
  DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain';
