import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { OPERATIONS } from '../../../shared/contracts/http/openapi/operations.ts';
import { PROBLEMS, PROBLEM_CODES } from '../../../shared/contracts/http/problems.ts';
import { PROBLEM_RESPONSES } from '../../../shared/contracts/http/problem-responses.ts';
import { openApiDocument } from '../../../shared/contracts/openapi.ts';
import { ROUTES } from '../../../shared/contracts/routes.ts';
import type { Operation } from '../../../shared/contracts/routes.ts';
import { readApiDocument } from '../../support/api-document.ts';

const document = openApiDocument();
const described = readApiDocument(document);
const one = (operation: Operation) => {
  const found = described.find((each) => each.operation === operation);
  if (found === undefined) throw new Error(`${operation} is not described`);
  return found;
};

describe('the OpenAPI document', () => {
  it('has an operation for every route, where the route is, and no other', () => {
    const addresses = described.map(({ operation, method, path }) => ({ operation, method, path }));
    const routes = ROUTES.map(({ operation, method, path }) => ({ operation, method, path }));
    expect(addresses).toHaveLength(routes.length);
    expect(addresses).toEqual(expect.arrayContaining(routes));
  });

  it('points to nothing that is not there, and keeps nothing that is not pointed to', () => {
    const text = JSON.stringify(document);
    const pointers = new Set([...text.matchAll(/"#\/components\/([^"]+)"/g)].map(([, pointer]) => pointer));
    const { securitySchemes, ...components } = z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .parse(document.components);
    const kept = Object.entries(components).flatMap(([kind, parts]) =>
      Object.keys(parts).map((name) => `${kind}/${name}`),
    );
    expect([...pointers].toSorted()).toEqual(kept.toSorted());
    expect(Object.keys(securitySchemes ?? {})).toEqual(['signIn']);
  });

  it('is the same each time', () => {
    expect(JSON.stringify(openApiDocument())).toBe(JSON.stringify(document));
  });
});

describe.each(ROUTES)('the description of $operation', (route) => {
  const { operation, path, access } = route;
  const it1 = one(operation);
  const contract = OPERATIONS[operation];

  it('says in whole sentences what it does', () => {
    expect(it1.summary).toMatch(/^[A-Z][^.]{5,70}$/);
    expect(it1.description).toMatch(/^[A-Z].{10,}\.$/s);
  });

  it('names what stands in its address, and asks for it', () => {
    const inAddress = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const parts = it1.parameters.filter((part) => part.in === 'path');
    expect(parts.map(({ name }) => name)).toEqual(inAddress);
    expect(parts.every(({ required }) => required === true)).toBe(true);
  });

  it('asks for a token where the gateway does', () => {
    const open = it1.security.length === 0 || it1.security.some((schemes) => schemes.length === 0);
    expect(open).toBe(access !== 'signed-in');
    expect(it1.answers.some(({ status }) => status === '401')).toBe(access === 'signed-in');
  });

  it('gives examples that its own schemas take, and the code that checks takes too', () => {
    if (it1.body !== undefined) {
      expect(contract.body?.schema.safeParse(it1.body.example).error).toBeUndefined();
      expect(it1.body.schema.safeParse(it1.body.example).error).toBeUndefined();
      expect(
        it1.body.schema.safeParse({ ...z.looseObject({}).parse(it1.body.example), more: 1 }).success,
      ).toBe(false);
    }
    for (const { status, schema } of contract.success) {
      const answer = it1.answers.find((each) => each.status === String(status));
      const json = answer?.content.get('application/json');
      expect(json === undefined).toBe(schema === undefined);
      expect(schema?.safeParse(json?.example).error).toBeUndefined();
      expect(json?.schema.safeParse(json.example).error).toBeUndefined();
    }
  });

  it('answers problems of their own status, each once', () => {
    const problems = it1.answers.flatMap(({ status, content }) =>
      content.has('application/problem+json') ? [status] : [],
    );
    expect(problems).toContain('422');
    expect(problems).toContain('500');
    expect(new Set(problems).size).toBe(problems.length);
  });
});

describe('problems', () => {
  it('are each described as they are answered', () => {
    for (const code of PROBLEM_CODES) {
      const { status, title } = PROBLEMS[code];
      const answered = { type: `/problems/${code}`, title, status, code };
      const shape = PROBLEM_RESPONSES.get(code)?.pick({ type: true, title: true, status: true, code: true });
      expect(shape?.parse(answered)).toEqual(answered);
    }
  });

  it('are all answered by some operation, but for those that the gateway answers for', () => {
    const text = JSON.stringify(document);
    const never = PROBLEM_CODES.filter((code) => !text.includes(`"/problems/${code}"`));
    expect(never).toEqual(['unauthenticated', 'too-many-requests']);
  });
});
