import { Duration } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ApiFunction, Route } from '../../shared/contracts/routes.ts';
import type { StageSettings } from '../stages.ts';
import type { ClaimsFunction } from './claims-function.ts';
import type { SignIn } from './sign-in.ts';

export interface ClaimsApiProps {
  readonly settings: StageSettings;
  readonly signIn: SignIn;
  readonly routes: readonly Route[];
  readonly servedBy: Readonly<Partial<Record<ApiFunction, ClaimsFunction>>>;
}

/** What one visitor in a hurry may not exceed together with everybody else. */
const THROTTLE = { burstLimit: 500, rateLimit: 200 };

/**
 * The HTTP API. Its routes are those of the route table, and a token is asked for at the gateway on each that is
 * for people who are signed in.
 */
export class ClaimsApi extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  /** The routes that no token is asked for at. */
  readonly open: { readonly access: 'public' | 'sandbox'; readonly route: HttpRoute }[] = [];

  constructor(scope: Construct, id: string, { settings, signIn, routes, servedBy }: ClaimsApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: `ldss-${settings.stage}`,
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [settings.webOrigin],
        allowMethods: [
          CorsHttpMethod.GET,
          CorsHttpMethod.POST,
          CorsHttpMethod.PUT,
          CorsHttpMethod.PATCH,
          CorsHttpMethod.DELETE,
        ],
        allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
        exposeHeaders: ['etag', 'location', 'retry-after'],
        maxAge: Duration.hours(1),
      },
    });
    this.stage = new HttpStage(this, 'DefaultStage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', {
            retention: settings.logRetention,
            removalPolicy: settings.logRemoval,
          }),
        ),
        format: ACCESS_LOG,
      },
    });
    this.#addRoutes(
      routes,
      servedBy,
      new HttpJwtAuthorizer('People', signIn.issuer, { jwtAudience: [signIn.audience] }),
    );
  }

  #addRoutes(
    routes: ClaimsApiProps['routes'],
    servedBy: ClaimsApiProps['servedBy'],
    authorizer: HttpJwtAuthorizer,
  ) {
    const integrations = new Map<ApiFunction, HttpLambdaIntegration>();
    for (const { operation, method, path, access, servedBy: folder } of routes) {
      const server = servedBy[folder];
      if (!server)
        throw new Error(`The route ${operation} is served by ${folder}, which is not in this app.`);
      const integration =
        integrations.get(folder) ??
        // One permission for each function, not for each route: the gateway may call it for this API alone.
        new HttpLambdaIntegration(folder, server.lambda, { scopePermissionToRoute: false });
      integrations.set(folder, integration);
      const made = this.api.addRoutes({
        path,
        methods: [HttpMethod[method]],
        integration,
        ...(access === 'signed-in' && { authorizer }),
      });
      if (access !== 'signed-in') this.open.push(...made.map((route) => ({ access, route })));
    }
  }
}

/**
 * The route, never the path: a path holds references, a query holds what somebody searched for, and an address is
 * a person's as well.
 */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    requestTime: AccessLogField.contextRequestTime(),
    routeKey: '$context.routeKey',
    status: AccessLogField.contextStatus(),
    responseLatency: AccessLogField.contextResponseLatency(),
    integrationLatency: AccessLogField.contextIntegrationLatency(),
    integrationError: '$context.integrationErrorMessage',
    authorizerError: '$context.authorizer.error',
  }),
);
