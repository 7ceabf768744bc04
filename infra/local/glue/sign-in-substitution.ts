import type { Plan } from '../assembly/plan.ts';
import type { HttpApiPlan } from '../assembly/resources/http-api.ts';
import { StartProblem } from '../command/start-problem.ts';

/** Who signs tokens on this machine. */
export interface LocalSignIn {
  readonly issuer: string;
  readonly audience: string;
}

/** An address at AWS, which no code on this machine may be told to call. */
const AWS_ADDRESS = /https?:\/\/[^/\s"]*\.amazonaws\.com/;

/**
 * The one deliberate difference between the templates and what runs here: Amazon Cognito is not emulated. Wherever a
 * template names the user pool as issuer or its client as audience (the JWT authoriser, the environment of functions),
 * the local sign-in service stands instead. Everything else runs as it is written.
 *
 * Throws `StartProblem` when, after that, a function would still be given an address at AWS.
 */
export function withLocalSignIn(plan: Plan, signIn: LocalSignIn): Plan {
  const replacements = new Map<string, string>();
  if (plan.identity !== undefined) {
    replacements.set(plan.identity.issuer, signIn.issuer);
    replacements.set(plan.identity.audience, signIn.audience);
  }
  const replace = (value: string): string => replacements.get(value) ?? value;
  return {
    ...plan,
    functions: plan.functions.map((definition) => ({
      ...definition,
      environment: checked(definition.name, mapValues(definition.environment, replace)),
    })),
    httpApi: plan.httpApi && withAuthorizers(plan.httpApi, replace),
  };
}

function withAuthorizers(api: HttpApiPlan, replace: (value: string) => string): HttpApiPlan {
  const routes = api.routes.map(({ authorizer, ...route }) => {
    if (authorizer === undefined) return route;
    const local = { issuer: replace(authorizer.issuer), audience: authorizer.audience.map(replace) };
    return { ...route, authorizer: { ...authorizer, ...local } };
  });
  return { ...api, routes };
}

function mapValues(
  values: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

function checked(functionName: string, environment: Record<string, string>): Record<string, string> {
  const leak = Object.entries(environment).find(([, value]) => AWS_ADDRESS.test(value));
  if (leak === undefined) return environment;
  throw new StartProblem(
    `Function ${functionName} is given an address at AWS in ${leak[0]} (${leak[1]}). Give it the name of the resource instead.`,
  );
}
