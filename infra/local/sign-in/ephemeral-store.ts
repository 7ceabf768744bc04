import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  readonly expires: number;
}

/** Above this many entries the expired ones are thrown out. */
const SWEEP_ABOVE = 1_000;

/**
 * Where sign-ins in progress, sessions and codes live: in memory, until they expire or the process ends. After a
 * restart people sign in again; their tokens, which are signed and not stored, stay valid.
 */
export function createEphemeralStore(): (model: string) => Adapter {
  const kept = new Map<string, Kept>();
  const find = (id: string): AdapterPayload | undefined => {
    const entry = kept.get(id);
    return entry !== undefined && entry.expires > Date.now() ? entry.payload : undefined;
  };
  const findWhere = (
    model: string,
    matches: (payload: AdapterPayload) => boolean,
  ): AdapterPayload | undefined =>
    [...kept.keys()]
      .filter((id) => id.startsWith(`${model}:`))
      .map(find)
      .find((payload) => payload !== undefined && matches(payload));
  const sweep = (): void => {
    for (const id of kept.size > SWEEP_ABOVE ? kept.keys() : []) {
      if (find(id) === undefined) {
        kept.delete(id);
      }
    }
  };

  return (model) => ({
    upsert: (id, payload, expiresIn = Infinity) => {
      sweep();
      kept.set(`${model}:${id}`, { payload, expires: Date.now() + expiresIn * 1000 });
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(find(`${model}:${id}`)),
    findByUid: (uid) => Promise.resolve(findWhere(model, (payload) => payload.uid === uid)),
    findByUserCode: (code) => Promise.resolve(findWhere(model, (payload) => payload.userCode === code)),
    consume: (id) => {
      const payload = find(`${model}:${id}`);
      if (payload !== undefined) {
        payload.consumed = Math.floor(Date.now() / 1000);
      }
      return Promise.resolve();
    },
    destroy: (id) => {
      kept.delete(`${model}:${id}`);
      return Promise.resolve();
    },
    revokeByGrantId: (grantId) => {
      for (const [id, { payload }] of kept) {
        if (payload.grantId === grantId) {
          kept.delete(id);
        }
      }
      return Promise.resolve();
    },
  });
}
