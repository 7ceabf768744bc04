import { describe, expect, it } from 'vitest';
import { once } from '../../shared/application/once.ts';
import type { IdempotencyRecord } from '../../shared/application/ports/idempotency-store.ts';
import { failure, success } from '../../shared/domain/result.ts';

const request = { scope: 'meadow', key: 'k', fingerprint: 'a' };
const codec = { write: (value: string) => value, read: (text: string) => text };

/** A store that another process can write to while this one works. */
function storeWith(...records: IdempotencyRecord[]) {
  return {
    records,
    find: (scope: string, key: string) =>
      Promise.resolve(records.find((record) => record.scope === scope && record.key === key)),
  };
}

describe('a request that loses to itself', () => {
  it('is answered as the winner was, when the work is refused because of what the winner has done', async () => {
    const store = storeWith();
    const answer = await once({ store, request, codec }, () => {
      // The same request wins elsewhere, after this one has looked for it and before it works.
      store.records.push({ ...request, result: 'done' });
      return Promise.resolve(
        failure({ code: 'wrong-state', status: 'submitted', detail: 'Submitted already.' }),
      );
    });
    expect(answer).toEqual(success('done'));
  });

  it('is answered as the winner was, when the write itself finds the key used', async () => {
    const store = storeWith();
    const answer = await once({ store, request, codec }, () => {
      store.records.push({ ...request, result: 'done' });
      return Promise.resolve(failure({ code: 'key-used' }));
    });
    expect(answer).toEqual(success('done'));
  });

  it('is told of a mismatch, when the key was used for something else meanwhile', async () => {
    const store = storeWith();
    const answer = await once({ store, request, codec }, () => {
      store.records.push({ ...request, fingerprint: 'b', result: 'done' });
      return Promise.resolve(failure({ code: 'not-found' }));
    });
    expect(answer).toEqual(failure({ code: 'idempotency-mismatch' }));
  });

  it('is refused as it is, when nobody has used the key', async () => {
    const answer = await once({ store: storeWith(), request, codec }, () =>
      Promise.resolve(failure({ code: 'not-found' })),
    );
    expect(answer).toEqual(failure({ code: 'not-found' }));
  });
});
