/** What Lambda takes in one synchronous invocation. */
const LARGEST_PAYLOAD_BYTES = 6 * 1024 * 1024;
const ENVELOPE_BYTES = '{"Records":[]}'.length;

/** Cuts a batch into runs that each fit into one invocation. A record that is too large by itself is a run of its own. */
export function cutToPayloads<Item>(items: readonly Item[], recordOf: (item: Item) => unknown): Item[][] {
  const runs: Item[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(recordOf(item))) + 1;
    bytes += size;
    const last = runs.at(-1);
    if (last === undefined || bytes > LARGEST_PAYLOAD_BYTES) {
      runs.push([item]);
      bytes = ENVELOPE_BYTES + size;
    } else {
      last.push(item);
    }
  }
  return runs;
}
