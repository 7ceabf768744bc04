import { createPeople } from '../../../shared/adapters/dynamodb/registry.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { apiHandler } from '../../../shared/http/api-bundle.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { wire } from '../../wiring.ts';
import { schemeEndpoints } from './endpoints.ts';
import { envSchema } from './env.ts';

const wired = wire(loadEnv(envSchema));
const people = createPeople(wired);

/** Few people ask for it, so it is unpacked when somebody does. */
async function openApi(): Promise<unknown> {
  const document = await import('../../../docs/api/openapi.json', { with: { type: 'json' } });
  return document.default;
}

const endpoints = schemeEndpoints({ scheme: createScheme(wired), openApi });

export const handler = apiHandler({ ...wired, endpoints, people, sha256 });
