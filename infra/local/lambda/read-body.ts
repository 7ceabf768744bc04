import type { IncomingMessage } from 'node:http';

/**
 * The whole body, or undefined when it is larger than `limit` bytes. What is over the limit is read and dropped,
 * so that the sender is still there to read the answer. Rejects when the sender breaks off.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
    });
    request.on('end', () => {
      resolve(size <= limit ? Buffer.concat(chunks) : undefined);
    });
    request.on('error', reject);
    request.on('close', () => {
      reject(new Error('the sender broke off'));
    });
  });
}
