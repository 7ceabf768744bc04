import { RemovalPolicy } from 'aws-cdk-lib';
import {
  BillingMode,
  ProjectionType,
  type StreamViewType,
  Table,
  TableEncryption,
  type Attribute,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { allow, type Binding } from './binding.ts';

/** An index over the whole table. Without `include` it carries the keys alone. */
export interface GlobalIndex {
  readonly name: string;
  readonly partitionKey: Attribute;
  readonly sortKey: Attribute;
  readonly include?: readonly string[];
}

/** Another order of one partition. Without `include` it carries the keys alone. */
export interface LocalIndex {
  readonly name: string;
  readonly sortKey: Attribute;
  readonly include?: readonly string[];
}

export interface ProtectedTableProps {
  readonly partitionKey: Attribute;
  readonly sortKey?: Attribute;
  readonly globalIndexes?: readonly GlobalIndex[];
  readonly localIndexes?: readonly LocalIndex[];
  readonly stream?: StreamViewType;
  readonly expiresBy?: string;
  /** Whether rows are only ever added and changed: then no binding allows to delete one. */
  readonly keepsEveryRow?: boolean;
}

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const CHANGE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'];
const DELETE = 'dynamodb:DeleteItem';

/**
 * A table that survives mistakes: nobody deletes it by deploying, every second of the last 35 days can be
 * restored, and it is encrypted. Its bindings name the table and each index; none has a wildcard or a scan.
 */
export class ProtectedTable extends Table {
  readonly #indexNames: readonly string[];
  readonly #changes: string[];

  constructor(scope: Construct, id: string, props: ProtectedTableProps) {
    super(scope, id, {
      partitionKey: props.partitionKey,
      ...(props.sortKey && { sortKey: props.sortKey }),
      ...(props.stream && { stream: props.stream }),
      ...(props.expiresBy !== undefined && { timeToLiveAttribute: props.expiresBy }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const { globalIndexes = [], localIndexes = [] } = props;
    for (const { name, partitionKey, sortKey, include } of globalIndexes) {
      this.addGlobalSecondaryIndex({ indexName: name, partitionKey, sortKey, ...projection(include) });
    }
    for (const { name, sortKey, include } of localIndexes) {
      this.addLocalSecondaryIndex({ indexName: name, sortKey, ...projection(include) });
    }
    this.#changes = props.keepsEveryRow === true ? CHANGE : [...CHANGE, DELETE];
    this.#indexNames = [...globalIndexes, ...localIndexes].map(({ name }) => name);
  }

  /** Reads by key, and queries of the table and its indexes. */
  read(): Binding {
    const indexes = this.#indexNames.map((name) => `${this.tableArn}/index/${name}`);
    return {
      value: this.tableName,
      statements: [
        allow(READ, this.tableArn),
        ...(indexes.length > 0 ? [allow(['dynamodb:Query'], ...indexes)] : []),
      ],
    };
  }

  /** Everything that `read` allows, and changes of single items; their deletion unless the table keeps every row. */
  readWrite(): Binding {
    const { value, statements } = this.read();
    return { value, statements: [...statements, allow(this.#changes, this.tableArn)] };
  }

  /** Reads, and new items: for those who add to the table and have to know what is there. */
  readAndPut(): Binding {
    return { value: this.tableName, statements: [...this.read().statements, ...this.put().statements] };
  }

  /** New items only: the holder can neither read what is there nor change it, except by writing over it. */
  put(): Binding {
    return { value: this.tableName, statements: [allow(['dynamodb:PutItem'], this.tableArn)] };
  }
}

const projection = (include?: readonly string[]) =>
  include
    ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...include] }
    : { projectionType: ProjectionType.KEYS_ONLY };
