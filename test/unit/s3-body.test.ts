import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readAll } from '../../infra/local/s3/body.ts';

const MEBIBYTE = Buffer.alloc(1024 * 1024);
const mebibytes = (count: number) => Readable.from(Array.from({ length: count }, () => MEBIBYTE));

describe('a request body', () => {
  it('is read whole up to 128 MiB', async () => {
    expect((await readAll(mebibytes(2))).length).toBe(2 * MEBIBYTE.length);
  });

  it('is read to its end and refused beyond that, so that the caller can hear why', async () => {
    const stream = mebibytes(130);
    await expect(readAll(stream)).rejects.toMatchObject({ status: 400, code: 'EntityTooLarge' });
    expect(stream.readableEnded).toBe(true);
  });
});
