const LARGEST_BODY = 64 * 1024;

/** The body as text; undefined when it is too large for any form of ours. Reads to the end, so that an answer can follow. */
export async function readBody(request: AsyncIterable<unknown>): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (chunk instanceof Uint8Array) {
      size += chunk.byteLength;
      chunks.push(...(size > LARGEST_BODY ? [] : [chunk]));
    }
  }
  return size > LARGEST_BODY ? undefined : Buffer.concat(chunks).toString('utf8');
}
