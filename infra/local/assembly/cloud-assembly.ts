import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { LOCAL_REGION } from '../engine.ts';
import { UnsupportedTemplateError, unsupported, unsupportedBySchema } from './unsupported.ts';

/** A value of a template, before its intrinsics are resolved or after. */
export type Json = z.infer<ReturnType<typeof z.json>>;

const anything = z.json();
const resourceSchema = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), anything).default({}),
  Condition: z.string().optional(),
  // Order of creation and fate at deletion mean nothing to a machine that makes everything at once and deletes nothing.
  DependsOn: anything.optional(),
  DeletionPolicy: anything.optional(),
  UpdateReplacePolicy: anything.optional(),
  Metadata: anything.optional(),
});
const outputSchema = z.object({ Value: anything, Export: z.object({ Name: anything }).optional() });
const parameterSchema = z.object({ Type: z.string(), Default: z.string().optional() });
const templateSchema = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: anything.optional(),
  Resources: z.record(z.string(), z.looseObject({ Type: z.string() })).default({}),
  Outputs: z.record(z.string(), outputSchema).default({}),
  Conditions: z.record(z.string(), anything).default({}),
  Parameters: z.record(z.string(), parameterSchema).default({}),
  Rules: z.record(z.string(), anything).default({}),
});

export type Resource = z.output<typeof resourceSchema>;

/** One stack of the assembly. Its resources are read, but nothing in them is resolved yet. */
export interface Stack {
  readonly name: string;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: ReadonlyMap<string, z.output<typeof outputSchema>>;
  readonly conditions: ReadonlyMap<string, Json>;
  readonly parameters: ReadonlyMap<string, z.output<typeof parameterSchema>>;
}

/** The files of `cdk synth`: stacks in the order of the manifest, and the directory of every asset by its object key. */
export interface CloudAssembly {
  readonly stacks: readonly Stack[];
  readonly assets: ReadonlyMap<string, string>;
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      properties: z
        .looseObject({ templateFile: z.string().optional(), file: z.string().optional() })
        .optional(),
    }),
  ),
});
const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
  dockerImages: z.record(z.string(), z.unknown()).default({}),
});

/** Artifacts that describe the assembly to people and tools; nothing in them runs. */
const DESCRIPTIVE_ARTIFACTS = new Set(['cdk:tree', 'cdk:feature-flag-report']);

/** Reads the files of a cloud assembly. Throws `UnsupportedTemplateError` for a part that is not a plain stack. */
export function openCloudAssembly(directory: string): CloudAssembly {
  const manifest = manifestSchema.parse(readJson(directory, 'manifest.json'));
  const stacks: Stack[] = [];
  const assets = new Map<string, string>();
  for (const [id, artifact] of Object.entries(manifest.artifacts)) {
    const { templateFile, file } = artifact.properties ?? {};
    if (artifact.type === 'aws:cloudformation:stack' && templateFile !== undefined) {
      checkRegion(id, artifact.environment);
      stacks.push(openStack(id, readJson(directory, templateFile)));
    } else if (artifact.type === 'cdk:asset-manifest' && file !== undefined) {
      addAssets(assets, directory, file);
    } else if (!DESCRIPTIVE_ARTIFACTS.has(artifact.type)) {
      throw new UnsupportedTemplateError(
        `${id}: the embedded cloud does not support an artifact of type ${artifact.type}`,
      );
    }
  }
  return { stacks, assets };
}

function readJson(directory: string, file: string): unknown {
  const path = join(directory, file);
  if (!existsSync(path))
    throw new UnsupportedTemplateError(`${path} is missing: the directory holds no cloud assembly`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

function checkRegion(stack: string, environment = ''): void {
  const region = environment.split('/').at(-1);
  if (region === LOCAL_REGION || region === 'unknown-region' || region === '') return;
  throw new UnsupportedTemplateError(
    `${stack}: the embedded cloud is ${LOCAL_REGION}; this stack is for ${region ?? 'no region'}`,
  );
}

function openStack(name: string, json: unknown): Stack {
  const parsed = templateSchema.safeParse(json);
  if (!parsed.success)
    throw unsupportedBySchema({ stack: name, logicalId: 'template', type: 'template' }, parsed.error);
  const template = parsed.data;
  const rule = Object.keys(template.Rules).find((id) => id !== 'CheckBootstrapVersion');
  if (rule !== undefined)
    throw unsupported({ stack: name, logicalId: rule, type: 'Rule' }, 'rules are not supported');
  const resources = new Map<string, Resource>();
  for (const [logicalId, raw] of Object.entries(template.Resources)) {
    const resource = resourceSchema.safeParse(raw);
    if (!resource.success)
      throw unsupportedBySchema({ stack: name, logicalId, type: raw.Type }, resource.error);
    resources.set(logicalId, resource.data);
  }
  return {
    name,
    resources,
    outputs: new Map(Object.entries(template.Outputs)),
    conditions: new Map(Object.entries(template.Conditions)),
    parameters: new Map(Object.entries(template.Parameters)),
  };
}

function addAssets(assets: Map<string, string>, directory: string, file: string): void {
  const manifest = assetsSchema.parse(readJson(directory, file));
  const image = Object.keys(manifest.dockerImages)[0];
  if (image !== undefined)
    throw new UnsupportedTemplateError(`${file}: container image ${image} is not supported`);
  for (const { source, destinations } of Object.values(manifest.files)) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations))
      assets.set(objectKey, resolve(directory, source.path));
  }
}
