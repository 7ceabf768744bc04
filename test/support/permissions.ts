import * as z from 'zod';
import { textOf } from './resolve-text.ts';
import { ofType, property, type Resource, type Templates } from './templates.ts';

const oneOrMany = <Value>(schema: z.ZodType<Value>) =>
  z.union([z.array(schema), schema.transform((value) => [value])]);

const policyDocument = z.object({
  Statement: z.array(
    z.object({
      Effect: z.enum(['Allow', 'Deny']),
      Action: oneOrMany(z.string()),
      Resource: oneOrMany(z.unknown()).default([]),
      Principal: z.unknown().optional(),
      Condition: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});
type PolicyDocument = z.infer<typeof policyDocument>;
export type Statement = PolicyDocument['Statement'][number];

export interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** The statements of a policy resource. */
export const statementsOf = (policy: Resource): Statement[] =>
  property(policy, 'PolicyDocument', policyDocument).Statement;

/** Every action that a role of this template may take, with what it may take it on. */
export function permissionsOf(roleId: string, stack: string, templates: Templates): Permission[] {
  const rolesSchema = z.array(z.object({ Ref: z.string() }));
  return ofType(templates, 'AWS::IAM::Policy')
    .filter((policy) => policy.stack === stack)
    .filter((policy) => property(policy, 'Roles', rolesSchema).some(({ Ref }) => Ref === roleId))
    .flatMap(statementsOf)
    .flatMap(({ Action, Resource }) =>
      Action.flatMap((action) =>
        Resource.map((resource) => ({ action, resource: textOf(resource, templates) })),
      ),
    );
}
