const HEAD_END = Buffer.from('\r\n\r\n');
const LONGEST_HEAD_BYTES = 64 * 1024;

/** One complete HTTP/1.1 request, byte for byte as it came. */
export interface RequestFrame {
  readonly bytes: Buffer;
  /** The `X-Amz-Target` header, or an empty text. */
  readonly target: string;
  readonly body: Buffer;
}

/**
 * Cuts a connection's bytes into whole requests. The returned function takes each chunk as it arrives and gives back
 * the requests that it completed; it throws, in words for the log, on a body without a `Content-Length`, which no AWS SDK
 * sends to DynamoDB.
 */
export function requestFrames(): (chunk: Buffer) => RequestFrame[] {
  let chunks: Buffer[] = [];
  let held = 0;
  let needed = 1;
  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    // Nothing is joined until the request can be whole: a large body in many chunks is copied once.
    if (held < needed) {
      return [];
    }
    const frames: RequestFrame[] = [];
    let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    for (;;) {
      const cut = nextFrame(rest);
      if (typeof cut === 'number') {
        needed = cut;
        break;
      }
      frames.push(cut);
      rest = rest.subarray(cut.bytes.length);
    }
    chunks = rest.length === 0 ? [] : [rest];
    held = rest.length;
    return frames;
  };
}

/** The first request in the bytes, or how many bytes there must be before another look is worth it. */
function nextFrame(bytes: Buffer): RequestFrame | number {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) {
    if (bytes.length > LONGEST_HEAD_BYTES) {
      throw new Error('the head of a request is too long');
    }
    return bytes.length + 1;
  }
  const head = bytes.toString('latin1', 0, headEnd);
  if (/\r\ntransfer-encoding:/i.test(head)) {
    throw new Error('a request without a Content-Length');
  }
  const bodyStart = headEnd + HEAD_END.length;
  const end = bodyStart + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (bytes.length < end) {
    return end;
  }
  return {
    bytes: bytes.subarray(0, end),
    target: /\r\nx-amz-target: *([\w.]+)/i.exec(head)?.[1] ?? '',
    body: bytes.subarray(bodyStart, end),
  };
}
