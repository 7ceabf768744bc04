import type { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type IFilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { baseEnvSchema } from '../../functions/base-env.ts';
import type { FunctionCode } from '../function-code.ts';
import type { StageSettings } from '../stages.ts';
import type { Binding } from './binding.ts';

type BaseEnv = z.infer<typeof baseEnvSchema>;
/** Variables that the stage decides, not the function. */
type StageVariable = Exclude<keyof BaseEnv, 'CLAIMS_TABLE'>;

export type EnvSchema = z.ZodType<BaseEnv>;

/** What all functions of an app share. */
export interface FunctionSetting {
  readonly settings: StageSettings;
  readonly code: FunctionCode;
}

export interface ClaimsFunctionProps<Schema extends EnvSchema> extends FunctionSetting {
  /** The function's folder under `functions/`; it is also the function's description. */
  readonly folder: string;
  /** The schema by which the function reads its environment. */
  readonly envSchema: Schema;
  /** One binding for each variable of the schema. A missing or unknown one does not compile. */
  readonly environment: Readonly<Record<Exclude<keyof z.infer<Schema>, StageVariable>, Binding>>;
  /** Permissions that no variable stands for. */
  readonly permissions?: readonly PolicyStatement[];
  readonly timeout: Duration;
  readonly memorySize?: number;
  readonly reservedConcurrency?: number;
}

/**
 * A Lambda function of this service: its environment is typed by the schema that the function itself parses, and
 * its role has exactly the permissions of its bindings, its own log group and tracing.
 */
export class ClaimsFunction<Schema extends EnvSchema = EnvSchema> extends Construct {
  readonly #logGroup: LogGroup;
  readonly #stage: string;
  readonly lambda: Function;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ClaimsFunctionProps<Schema>) {
    super(scope, id);
    const { settings, code, folder, memorySize = 512, reservedConcurrency } = props;
    const bindings: Readonly<Record<string, Binding>> = props.environment;

    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetention,
      removalPolicy: settings.logRemoval,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    this.#logGroup = logGroup;
    this.#stage = settings.stage;

    this.lambda = new Function(this, 'Function', {
      description: folder,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: code.of(folder),
      role: this.role,
      logGroup,
      tracing: Tracing.ACTIVE,
      timeout: props.timeout,
      memorySize,
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
      environment: {
        STAGE: settings.stage,
        CLOCK: settings.clock,
        LOG_LEVEL: settings.logLevel,
        POWERTOOLS_SERVICE_NAME: 'ldss-claims',
        ...Object.fromEntries(Object.entries(bindings).map(([name, { value }]) => [name, value])),
      },
    });
    const granted = Object.values(bindings).flatMap(({ statements }) => statements);
    for (const statement of [...granted, ...(props.permissions ?? [])])
      this.role.addToPrincipalPolicy(statement);
  }

  /** How many lines of this function's log fit the pattern. `name` names the metric, and is used once in an app. */
  countLogged(name: string, filterPattern: IFilterPattern): Metric {
    const filter = new MetricFilter(this, name, {
      logGroup: this.#logGroup,
      filterPattern,
      metricNamespace: `Ldss/${this.#stage}`,
      metricName: name,
      metricValue: '1',
    });
    return filter.metric({ statistic: Stats.SUM });
  }
}
