import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import * as z from 'zod';
import { STAGES, type Stage } from '../functions/base-env.ts';
import { bundleFunctions } from './bundle-functions.ts';
import { stubCode } from './function-code.ts';
import { acknowledgeFindings } from './nag-suppressions.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { WorkflowStack } from './stacks/workflow-stack.ts';
import { settingsOf } from './stages.ts';

export interface BuildAppOptions {
  /** Without it, the CDK context `stage` decides, and without that it is production. */
  readonly stage?: Stage;
  /** Where the web pages are served. Without it, the CDK context `webOrigin` decides. */
  readonly webOrigin?: string;
  /** Where `app.synth()` writes. Without it, where the CDK command line says. */
  readonly outdir?: string;
  /** `bundled` builds every handler; `stub` is for those who read the templates and run no code. */
  readonly assets: 'bundled' | 'stub';
  /**
   * Who looks at the app when it is synthesized: cdk-nag, or CloudFormation's own rules as well, which take three
   * seconds and are left to the tests. What they find and nobody accepted fails the synthesis. By default nobody
   * looks: those who only run the templates should not wait for it at each start.
   */
  readonly checks?: 'none' | 'nag' | 'all';
}

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const REGION = 'eu-west-2';

const cdkConfig = z.object({ context: z.record(z.string(), z.unknown()) });
const contextValues = z.object({
  stage: z.enum(STAGES).default('production'),
  webOrigin: z.url().optional(),
});

/**
 * The CDK app with all stacks of one stage, not yet synthesized. The feature flags are those of `cdk.json`,
 * whether the CDK command line runs it or not, so that everybody gets the same templates.
 */
export async function buildApp(options: BuildAppOptions): Promise<App> {
  const { checks = 'none' } = options;
  const bundling = options.assets === 'stub' ? stubCode(DIST) : bundleFunctions(ROOT, DIST);
  // Loading the rules takes as long as everything else, so only those who want them do, while esbuild works.
  const rules = checks === 'none' ? undefined : await import('cdk-nag');
  const code = await bundling;
  const app = new App({
    context: cdkConfig.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'))).context,
    analyticsReporting: false,
    builtinCloudFormationValidation: checks === 'all',
    ...(options.outdir !== undefined && { outdir: options.outdir }),
  });
  const asked = contextValues.parse({ stage: context(app, 'stage'), webOrigin: context(app, 'webOrigin') });
  const stage = options.stage ?? asked.stage;
  const settings = settingsOf(stage, options.webOrigin ?? asked.webOrigin);
  const name = (part: string): string => `Ldss-${stage}-${part}`;
  const env = { region: REGION };

  const data = new DataStack(app, name('Data'), { env, settings });
  const workflow = new WorkflowStack(app, name('Workflow'), { env, settings, code, data });
  const api = new ApiStack(app, name('Api'), { env, settings, code, data, workflow });
  new ObservabilityStack(app, name('Observability'), { env, data, workflow, api });

  if (rules) {
    acknowledgeFindings({ data, workflow, api });
    Validations.of(app).addPlugins(new rules.AwsSolutionsChecks(app));
  }
  return app;
}

function context(app: App, key: string): unknown {
  return app.node.tryGetContext(key);
}
