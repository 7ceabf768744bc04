import { crc32, deflateSync } from 'node:zlib';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** One blank page, with the cross-reference table that a reader follows. `trailer` goes into the trailer dictionary. */
export function aPdf({
  trailer = '',
  objects = [],
}: { trailer?: string; objects?: readonly string[] } = {}): Buffer {
  const bodies = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
    ...objects,
  ];
  let text = '%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n';
  const offsets = bodies.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = bodies.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${rows}`;
  text += `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return ascii(text);
}

/** A PDF that asks for a password: the standard handler, 128-bit. */
export const aProtectedPdf = (): Buffer =>
  aPdf({
    trailer: '/Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]',
    objects: [
      `<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >>`,
    ],
  });

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([ascii(type), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, check]);
}

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
export const PNG_LAST_CHUNK = chunk('IEND', Buffer.alloc(0));

/** One grey pixel. */
export function aPng(): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const pixels = deflateSync(Buffer.from([0, 0x80]));
  return Buffer.concat([PNG_SIGNATURE, chunk('IHDR', header), chunk('IDAT', pixels), PNG_LAST_CHUNK]);
}

/** One grey pixel, baseline, with the tables that its two codes need. */
export function aJpeg(): Buffer {
  const quantisation = Buffer.concat([Buffer.from([0xff, 0xdb, 0x00, 0x43, 0x00]), Buffer.alloc(64, 1)]);
  const frame = Buffer.from([0xff, 0xc0, 0x00, 0x0b, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
  const oneCode = (table: number): Buffer =>
    Buffer.from([0xff, 0xc4, 0x00, 0x14, table, 1, ...Array<number>(15).fill(0), 0]);
  const scan = Buffer.from([0xff, 0xda, 0x00, 0x08, 1, 1, 0x00, 0, 0x3f, 0, 0x3f]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    Buffer.from([0xff, 0xe0, 0x00, 0x10, ...ascii('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    quantisation,
    frame,
    oneCode(0x00),
    oneCode(0x10),
    scan,
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** An archive of one stored file. */
export function aZip(): Buffer {
  const name = ascii('a.txt');
  const data = ascii('hello');
  const fields = Buffer.alloc(16);
  fields.writeUInt32LE(crc32(data), 4);
  fields.writeUInt32LE(data.length, 8);
  fields.writeUInt32LE(data.length, 12);
  const lengths = Buffer.from([name.length, 0, 0, 0]);
  const local = Buffer.concat([
    ascii('PK\x03\x04'),
    Buffer.from([20, 0, 0, 0, 0, 0]),
    fields,
    lengths,
    name,
    data,
  ]);
  const entry = Buffer.concat([
    ascii('PK\x01\x02'),
    Buffer.from([20, 0, 20, 0, 0, 0, 0, 0]),
    fields,
    lengths,
    Buffer.alloc(14),
    name,
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(entry.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, entry, ascii('PK\x05\x06'), end]);
}

/** The first bytes of a Windows program. */
export function anExe(): Buffer {
  const stub = Buffer.alloc(128);
  stub.write('MZ', 0, 'latin1');
  stub.writeUInt32LE(64, 0x3c);
  stub.write('PE\0\0', 64, 'latin1');
  return stub;
}
