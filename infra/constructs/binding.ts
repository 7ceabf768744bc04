import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * The value of an environment variable, together with the permissions that make it useful. A function is given
 * both at once, so it can never hold a name that it may not use, nor a permission for what it cannot name.
 */
export interface Binding {
  readonly value: string;
  readonly statements: readonly PolicyStatement[];
}

/** A value that opens nothing by itself. */
export const plain = (value: string): Binding => ({ value, statements: [] });

/** Permission for exactly these actions on exactly these resources. */
export const allow = (actions: string[], ...resources: string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources });
