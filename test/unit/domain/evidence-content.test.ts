import { describe, expect, it } from 'vitest';
import { isEncryptedPdf, sniffEvidenceType } from '../../../shared/domain/evidence-content.ts';
import {
  PNG_LAST_CHUNK,
  PNG_SIGNATURE,
  aJpeg,
  aPdf,
  aPng,
  aProtectedPdf,
  aZip,
  anExe,
} from './sample-files.ts';

const text = (content: string): Buffer => Buffer.from(content, 'latin1');

describe('a file is what its bytes are', () => {
  it.each([
    ['a PDF', aPdf(), 'application/pdf'],
    ['a PDF without a new line at its end', text(aPdf().toString('latin1').trimEnd()), 'application/pdf'],
    [
      'a PDF with its end mark 1,000 bytes before the end',
      Buffer.concat([aPdf(), Buffer.alloc(1_000, 0x20)]),
      'application/pdf',
    ],
    ['a JPEG', aJpeg(), 'image/jpeg'],
    ['a PNG', aPng(), 'image/png'],
  ])('%s', (_what, bytes, type) => {
    expect(sniffEvidenceType(bytes)).toBe(type);
  });

  it.each([
    ['a program, whatever its name', anExe()],
    ['a zip archive', aZip()],
    ['a PNG’s first bytes on a zip archive', Buffer.concat([PNG_SIGNATURE, aZip()])],
    ['a JPEG’s first bytes on a program', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), anExe()])],
    ['a program with a JPEG’s last bytes', Buffer.concat([anExe(), Buffer.from([0xff, 0xd9])])],
    ['a zip archive with a PNG’s last chunk', Buffer.concat([aZip(), PNG_LAST_CHUNK])],
    ['a PDF’s first bytes on a zip archive', Buffer.concat([text('%PDF-1.7\n'), aZip()])],
    ['a program with a PDF behind it', Buffer.concat([anExe(), aPdf()])],
    ['a PNG whose last chunk is gone', aPng().subarray(0, -PNG_LAST_CHUNK.length)],
    ['a PNG that lost its last byte', aPng().subarray(0, -1)],
    ['a JPEG that lost its last byte', aJpeg().subarray(0, -1)],
    ['a JPEG without its end mark', aJpeg().subarray(0, -2)],
    ['a PDF cut off before its end mark', aPdf().subarray(0, -7)],
    ['a PDF cut in half', aPdf().subarray(0, 150)],
    [
      'a PDF followed by more than a kilobyte of something else',
      Buffer.concat([aPdf(), Buffer.alloc(2_000)]),
    ],
    ['a PNG with a changed first byte', Buffer.concat([Buffer.from([0x88]), aPng().subarray(1)])],
    [
      'a picture of another kind',
      Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
    ],
    ['a web page', text('<!doctype html><script>alert(1)</script>')],
    ['a drawing with a script', text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['a first mark alone: PDF', text('%PDF-')],
    ['a first mark alone: PNG', PNG_SIGNATURE],
    ['a first mark alone: JPEG', Buffer.from([0xff, 0xd8, 0xff])],
    ['nothing', new Uint8Array()],
    ['one byte', Uint8Array.of(0xff)],
  ])('%s is not evidence', (_what, bytes) => {
    expect(sniffEvidenceType(bytes)).toBeUndefined();
  });

  it('a zip archive dressed as a PNG at both ends is not a PNG', () => {
    const dressed = Buffer.concat([PNG_SIGNATURE, aZip(), PNG_LAST_CHUNK]);
    expect(sniffEvidenceType(dressed)).toBeUndefined();
  });
});

describe('a PDF that asks for a password', () => {
  it('is a PDF, and protected', () => {
    expect(sniffEvidenceType(aProtectedPdf())).toBe('application/pdf');
    expect(isEncryptedPdf(aProtectedPdf())).toBe(true);
  });

  it('is seen when its trailer is a cross-reference stream', () => {
    const trailer = '<< /Type /XRef /Size 5 /W [1 2 1] /Root 1 0 R/Encrypt 4 0 R >>';
    const stream = `9 0 obj\n${trailer}\nstream\n\nendstream\nendobj\nstartxref\n10\n%%EOF\n`;
    expect(isEncryptedPdf(text(`%PDF-1.7\n${stream}`))).toBe(true);
  });

  it('is not any other PDF', () => {
    expect(isEncryptedPdf(aPdf())).toBe(false);
  });

  it.each([
    ['a JPEG', Buffer.concat([aJpeg(), text('/Encrypt')])],
    ['a program', Buffer.concat([anExe(), aProtectedPdf()])],
    ['nothing', new Uint8Array()],
  ])('is not %s', (_what, bytes) => {
    expect(isEncryptedPdf(bytes)).toBe(false);
  });
});
