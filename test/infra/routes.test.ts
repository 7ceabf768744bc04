import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { STAGES } from '../../functions/base-env.ts';
import { ROUTES } from '../../shared/contracts/routes.ts';
import { functionsOf } from '../support/lambda-functions.ts';
import { textOf } from '../support/resolve-text.ts';
import { ofType, property, templatesOf, type Templates } from '../support/templates.ts';

describe.each(STAGES)('routes of stage %s', (stage) => {
  let templates: Templates;
  beforeAll(async () => {
    templates = await templatesOf(stage);
  });

  it('are those of the route table, each served by its function and guarded as the table says', () => {
    const served = ROUTES.filter(({ access }) => stage !== 'production' || access !== 'sandbox');
    const expected = served.map(({ method, path, access, servedBy }) => ({
      route: `${method} ${path}`,
      servedBy,
      token: access === 'signed-in',
    }));
    expect(routesOf(templates)).toEqual(expected);
  });

  it('ask for a token of this pool’s issuer and client', () => {
    const [authorizer, ...others] = ofType(templates, 'AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    const [pool] = ofType(templates, 'AWS::Cognito::UserPool');
    const [client] = ofType(templates, 'AWS::Cognito::UserPoolClient');
    const jwt = z.object({ Issuer: z.unknown(), Audience: z.array(z.unknown()) });
    const configuration = authorizer && property(authorizer, 'JwtConfiguration', jwt);
    expect(textOf(configuration?.Issuer, templates)).toBe(
      `https://cognito-idp.eu-west-2.amazonaws.com/<${pool?.id}>`,
    );
    expect(configuration?.Audience.map((audience) => textOf(audience, templates))).toEqual([
      `<${client?.id}>`,
    ]);
  });

  it('tell the funds function the same issuer and audience', () => {
    const [pool] = ofType(templates, 'AWS::Cognito::UserPool');
    const [client] = ofType(templates, 'AWS::Cognito::UserPoolClient');
    const funds = functionsOf(templates).find(({ folder }) => folder === 'api/funds');
    expect(funds?.environment).toMatchObject({
      TOKEN_ISSUER: `https://cognito-idp.eu-west-2.amazonaws.com/<${pool?.id}>`,
      TOKEN_AUDIENCE: `<${client?.id}>`,
    });
  });

  it('are throttled, and logged without paths, queries, addresses or tokens', () => {
    const [apiStage] = ofType(templates, 'AWS::ApiGatewayV2::Stage');
    expect(apiStage?.Properties).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingBurstLimit: 500, ThrottlingRateLimit: 200 },
    });
    const log = apiStage && property(apiStage, 'AccessLogSettings', z.object({ Format: z.string() }));
    const fields = z.record(z.string(), z.string()).parse(JSON.parse(log?.Format ?? ''));
    expect(Object.values(fields).toSorted()).toEqual([
      '$context.authorizer.error',
      '$context.integrationErrorMessage',
      '$context.integrationLatency',
      '$context.requestId',
      '$context.requestTime',
      '$context.responseLatency',
      '$context.routeKey',
      '$context.status',
    ]);
  });

  it('answer browsers of one origin alone, the same that may upload', () => {
    const [api] = ofType(templates, 'AWS::ApiGatewayV2::Api');
    const cors = api && property(api, 'CorsConfiguration', z.object({ AllowOrigins: z.array(z.string()) }));
    const uploads = ofType(templates, 'AWS::S3::Bucket').flatMap(
      ({ Properties }) => Properties['CorsConfiguration'] ?? [],
    );
    const origin = stage === 'local' ? 'http://127.0.0.1:8080' : 'https://web-origin-not-set.invalid';
    expect(cors?.AllowOrigins).toEqual([origin]);
    expect(uploads).toEqual([
      { CorsRules: [expect.objectContaining({ AllowedOrigins: [origin], AllowedMethods: ['POST'] })] },
    ]);
  });

  it('give nobody an account who asks for one, and everybody a second factor', () => {
    const [pool] = ofType(templates, 'AWS::Cognito::UserPool');
    expect(pool?.Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      DeletionProtection: 'ACTIVE',
    });
  });

  it('sign people in by a code with proof, without a secret in the pages', () => {
    const [client] = ofType(templates, 'AWS::Cognito::UserPoolClient');
    expect(client?.Properties).toMatchObject({ GenerateSecret: false, AllowedOAuthFlows: ['code'] });
  });
});

interface ServedRoute {
  readonly route: string;
  readonly servedBy: string | undefined;
  readonly token: boolean;
}

/** The routes in the order of the template, with the folder of the function that each one ends at. */
function routesOf(templates: Templates): ServedRoute[] {
  const [authorizer] = ofType(templates, 'AWS::ApiGatewayV2::Authorizer');
  const folders = new Map(
    functionsOf(templates).map(({ resource, folder }) => [`<${resource.id}.Arn>`, folder]),
  );
  const integrations = new Map(
    ofType(templates, 'AWS::ApiGatewayV2::Integration').map((integration) => [
      `integrations/<${integration.id}>`,
      folders.get(textOf(integration.Properties['IntegrationUri'], templates)),
    ]),
  );
  return ofType(templates, 'AWS::ApiGatewayV2::Route').map((route) => {
    const { AuthorizationType, AuthorizerId, Target } = route.Properties;
    const guarded = AuthorizationType === 'JWT' && textOf(AuthorizerId, templates) === `<${authorizer?.id}>`;
    if (!guarded && (AuthorizationType !== 'NONE' || AuthorizerId !== undefined)) {
      throw new Error(`${route.id} is neither open nor guarded by the authoriser`);
    }
    return {
      route: property(route, 'RouteKey', z.string()),
      servedBy: integrations.get(textOf(Target, templates)),
      token: guarded,
    };
  });
}
