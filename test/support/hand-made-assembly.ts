import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A template as a test writes it by hand. */
export interface HandMadeTemplate {
  readonly Resources?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Rules?: Readonly<Record<string, unknown>>;
  readonly Transform?: string;
}

interface HandMadeAssembly {
  readonly stacks: Readonly<Record<string, HandMadeTemplate>>;
  /** The directory of the code for each object key. It is copied into the assembly. */
  readonly assets?: Readonly<Record<string, string>>;
  readonly region?: string;
}

const made: string[] = [];

/** A fresh directory under the system's temporary one. `removeTemporaryDirectories` removes it. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ldss-'));
  made.push(directory);
  return directory;
}

/** Removes every directory that this test file was given. */
export function removeTemporaryDirectories(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
}

/** Writes the files that `cdk synth` would write, and answers their directory. */
export function handMadeAssembly({ stacks, assets = {}, region = 'eu-west-2' }: HandMadeAssembly): string {
  const directory = join(temporaryDirectory(), 'cdk.out');
  mkdirSync(directory);
  const write = (file: string, content: unknown) =>
    writeFileSync(join(directory, file), JSON.stringify(content));
  const artifacts: Record<string, unknown> = {
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    'code.assets': { type: 'cdk:asset-manifest', properties: { file: 'code.assets.json' } },
  };
  for (const [name, template] of Object.entries(stacks)) {
    write(`${name}.template.json`, template);
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: `aws://unknown-account/${region}`,
      properties: { templateFile: `${name}.template.json` },
    };
  }
  const files: Record<string, unknown> = {};
  for (const [index, [key, source]] of Object.entries(assets).entries()) {
    cpSync(source, join(directory, `asset.${index}`), { recursive: true });
    files[key] = {
      source: { path: `asset.${index}`, packaging: 'zip' },
      destinations: { here: { objectKey: key } },
    };
  }
  write('code.assets.json', { version: '55.0.0', files, dockerImages: {} });
  write('manifest.json', { version: '55.0.0', artifacts });
  return directory;
}
