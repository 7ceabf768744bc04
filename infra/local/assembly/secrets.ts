import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { CloudAssembly } from './cloud-assembly.ts';
import { referenceTo } from './identities.ts';
import type { DynamicReferences } from './resolver.ts';
import { unsupported, unsupportedBySchema } from './unsupported.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** What a template may ask of a generated secret. */
const generateSecretString = z.strictObject({
  PasswordLength: z.number().int().min(1).max(4096).default(32),
  ExcludePunctuation: z.boolean().default(false),
  ExcludeCharacters: z.string().default(''),
});
type Recipe = z.output<typeof generateSecretString>;

/** The properties of a secret that are carried out. */
export const secretProperties = z.strictObject({
  Name: z.string().optional(),
  GenerateSecretString: generateSecretString,
});

const REFERENCE = /\{\{resolve:secretsmanager:([^{}]+?)(?::SecretString:([^{}]*))?\}\}/g;

/**
 * Resolves `{{resolve:secretsmanager:…}}` for the secrets of the assembly. A secret is made when it is first asked
 * for and kept in `directory` (readable by its owner alone), so that it is the same after every restart.
 */
export function generatedSecrets(assembly: CloudAssembly, directory: string): DynamicReferences {
  const recipes = readRecipes(assembly);
  return (text, place) =>
    text.replaceAll(REFERENCE, (_, id: string, suffix: string | undefined) => {
      const [jsonKey = '', stage = '', version = ''] = suffix?.split(':') ?? [];
      if (jsonKey + stage + version !== '')
        throw unsupported(place, 'a key, stage or version of a secret is not supported');
      const recipe = recipes.get(id);
      if (recipe === undefined) throw unsupported(place, `the assembly generates no secret ${id}`);
      return keptSecret(directory, recipe);
    });
}

interface NamedRecipe {
  readonly name: string;
  readonly recipe: Recipe;
}

function readRecipes(assembly: CloudAssembly): Map<string, NamedRecipe> {
  const recipes = new Map<string, NamedRecipe>();
  for (const stack of assembly.stacks) {
    for (const [logicalId, resource] of stack.resources) {
      if (resource.Type !== 'AWS::SecretsManager::Secret') continue;
      const place = { stack: stack.name, logicalId, type: resource.Type, property: 'GenerateSecretString' };
      const parsed = generateSecretString.safeParse(resource.Properties['GenerateSecretString']);
      if (!parsed.success) throw unsupportedBySchema(place, parsed.error);
      const given = resource.Properties['Name'] ?? logicalId;
      if (typeof given !== 'string')
        throw unsupported({ ...place, property: 'Name' }, 'a secret needs a plain name');
      const arn = referenceTo({ type: resource.Type, name: () => given }) ?? given;
      recipes.set(arn, { name: given, recipe: parsed.data });
      recipes.set(given, { name: given, recipe: parsed.data });
    }
  }
  return recipes;
}

/** Written beside its place and then renamed: a crash leaves no half secret, and the first one that is complete stays. */
function keptSecret(directory: string, { name, recipe }: NamedRecipe): string {
  const file = join(directory, encodeURIComponent(name));
  if (existsSync(file)) return readFileSync(file, 'utf8');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const secret = generate(recipe);
  writeFileSync(`${file}.new`, secret, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secret;
}

function generate(recipe: Recipe): string {
  const all = `${LETTERS}${DIGITS}${recipe.ExcludePunctuation ? '' : PUNCTUATION}`;
  const allowed = Array.from(all).filter((character) => !recipe.ExcludeCharacters.includes(character));
  return Array.from({ length: recipe.PasswordLength }, () => allowed[randomInt(allowed.length)] ?? '').join(
    '',
  );
}
