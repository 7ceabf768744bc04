import * as z from 'zod';
import { permissionsOf, type Permission } from './permissions.ts';
import { textOf } from './resolve-text.ts';
import { ofType, property, type Resource, type Templates } from './templates.ts';

/** A function of the app, by the folder that its code comes from. */
export interface FunctionInTemplate {
  readonly folder: string;
  readonly resource: Resource;
  readonly roleId: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
}

const roleReference = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });
const environment = z.object({ Variables: z.record(z.string(), z.unknown()) });

const read = new WeakMap<Templates, FunctionInTemplate[]>();

export function functionsOf(templates: Templates): readonly FunctionInTemplate[] {
  const functions = read.get(templates) ?? readFunctions(templates);
  read.set(templates, functions);
  return functions;
}

function readFunctions(templates: Templates): FunctionInTemplate[] {
  return ofType(templates, 'AWS::Lambda::Function').map((resource) => {
    const [roleId] = property(resource, 'Role', roleReference)['Fn::GetAtt'];
    const variables = Object.entries(property(resource, 'Environment', environment).Variables);
    return {
      folder: property(resource, 'Description', z.string()),
      resource,
      roleId,
      environment: Object.fromEntries(variables.map(([name, value]) => [name, textOf(value, templates)])),
      permissions: permissionsOf(roleId, resource.stack, templates),
    };
  });
}

/** Throws when the stage has no function of that folder. */
export function functionOf(templates: Templates, folder: string): FunctionInTemplate {
  const found = functionsOf(templates).find((each) => each.folder === folder);
  if (found) return found;
  throw new Error(`Stage ${templates.stage} has no function ${folder}`);
}
