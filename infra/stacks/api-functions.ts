import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { envSchema as claimsEnv } from '../../functions/api/claims/env.ts';
import { envSchema as evidenceEnv } from '../../functions/api/evidence/env.ts';
import { envSchema as fundReleasesEnv } from '../../functions/api/fund-releases/env.ts';
import { envSchema as fundsEnv } from '../../functions/api/funds/env.ts';
import { envSchema as learnersEnv } from '../../functions/api/learners/env.ts';
import { envSchema as quotesEnv } from '../../functions/api/quotes/env.ts';
import { envSchema as reviewsEnv } from '../../functions/api/reviews/env.ts';
import { envSchema as schemeChangesEnv } from '../../functions/api/scheme-changes/env.ts';
import { envSchema as schemeEnv } from '../../functions/api/scheme/env.ts';
import { plain } from '../constructs/binding.ts';
import { ClaimsFunction, type FunctionSetting } from '../constructs/claims-function.ts';
import type { SignIn } from '../constructs/sign-in.ts';
import type { ApiFunction } from '../../shared/contracts/routes.ts';
import type { DataStack } from './data-stack.ts';

export interface ApiFunctionsProps extends FunctionSetting {
  readonly data: DataStack;
  readonly signIn: SignIn;
}

/** The functions behind the routes, by the folder that the routes name. */
export type ApiFunctions = Readonly<Record<Exclude<ApiFunction, 'sandbox/controls'>, ClaimsFunction>>;

/** Well under the 29 seconds after which the gateway stops listening. */
const API_TIMEOUT = Duration.seconds(10);
const REPLAY_TIMEOUT = Duration.seconds(25);

/** Reads what a submission reads, and the fund's figures; it can change nothing. */
const quotes = (
  scope: Construct,
  shared: Omit<ApiFunctionsProps, 'data' | 'signIn'> & { readonly timeout: Duration },
  data: ApiFunctionsProps['data'],
): ClaimsFunction =>
  new ClaimsFunction(scope, 'Quotes', {
    ...shared,
    folder: 'api/quotes',
    envSchema: quotesEnv,
    environment: { CLAIMS_TABLE: data.claims.read(), FUNDS_TABLE: data.funds.read() },
  });

export function apiFunctions(
  scope: Construct,
  { data, signIn, ...setting }: ApiFunctionsProps,
): ApiFunctions {
  const shared = { ...setting, timeout: API_TIMEOUT };
  return {
    'api/scheme': new ClaimsFunction(scope, 'Scheme', {
      ...shared,
      folder: 'api/scheme',
      envSchema: schemeEnv,
      environment: { CLAIMS_TABLE: data.claims.read() },
    }),
    'api/funds': new ClaimsFunction(scope, 'Funds', {
      ...shared,
      folder: 'api/funds',
      envSchema: fundsEnv,
      environment: {
        CLAIMS_TABLE: data.claims.read(),
        FUNDS_TABLE: data.funds.read(),
        TOKEN_ISSUER: plain(signIn.issuer),
        TOKEN_AUDIENCE: plain(signIn.audience),
      },
    }),
    'api/learners': new ClaimsFunction(scope, 'Learners', {
      ...shared,
      folder: 'api/learners',
      envSchema: learnersEnv,
      environment: { CLAIMS_TABLE: data.claims.readWrite(), IDENTITY_PEPPER: data.identityPepper() },
    }),
    'api/claims': new ClaimsFunction(scope, 'Claims', {
      ...shared,
      folder: 'api/claims',
      envSchema: claimsEnv,
      environment: {
        CLAIMS_TABLE: data.claims.readWrite(),
        LINE_TABLE: data.line.readAndPut(),
        OUTBOX_TABLE: data.outbox.put(),
        QUARANTINE_BUCKET: data.quarantine.read(),
      },
    }),
    'api/quotes': quotes(scope, shared, data),
    'api/evidence': new ClaimsFunction(scope, 'Evidence', {
      ...shared,
      folder: 'api/evidence',
      envSchema: evidenceEnv,
      environment: {
        CLAIMS_TABLE: data.claims.readWrite(),
        QUARANTINE_BUCKET: data.quarantine.receiveUploads(),
        EVIDENCE_BUCKET: data.evidence.readAndDelete(),
      },
    }),
    'api/fund-releases': new ClaimsFunction(scope, 'FundReleases', {
      ...shared,
      folder: 'api/fund-releases',
      envSchema: fundReleasesEnv,
      environment: { CLAIMS_TABLE: data.claims.read(), FUNDS_TABLE: data.funds.readWrite() },
    }),
    'api/scheme-changes': schemeChanges(scope, { data, ...shared }),
    'api/reviews': new ClaimsFunction(scope, 'Reviews', {
      ...shared,
      folder: 'api/reviews',
      envSchema: reviewsEnv,
      environment: {
        CLAIMS_TABLE: data.claims.readWrite(),
        LINE_TABLE: data.line.readAndPut(),
        OUTBOX_TABLE: data.outbox.put(),
      },
    }),
  };
}

/** Longer and larger than the others: a replay judges many claims again. */
const schemeChanges = (
  scope: Construct,
  { data, ...setting }: FunctionSetting & { readonly data: DataStack },
): ClaimsFunction =>
  new ClaimsFunction(scope, 'SchemeChanges', {
    ...setting,
    folder: 'api/scheme-changes',
    envSchema: schemeChangesEnv,
    timeout: REPLAY_TIMEOUT,
    memorySize: 1024,
    environment: { CLAIMS_TABLE: data.claims.readWrite(), LINE_TABLE: data.line.read() },
  });
