import { createHash } from 'node:crypto';

/** A file as an upload announces it. */
export interface Paper {
  readonly fileName: string;
  readonly contentType: 'application/pdf';
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

const escaped = (text: string): string => text.replaceAll(/[\\()]/g, (character) => `\\${character}`);

/** A real one-page PDF with these lines on it: header, objects, cross-reference table with true offsets, end mark. */
export function pdfOf(lines: readonly string[]): Uint8Array<ArrayBuffer> {
  const text = lines
    .map((line, index) => `${index === 0 ? '' : '0 -18 Td '}(${escaped(line)}) Tj`)
    .join('\n');
  const stream = `BT /F1 12 Tf 60 760 Td\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Uint8Array.from(Buffer.from(body + table + trailer, 'latin1'));
}

export function paper(fileName: string, bytes: Uint8Array<ArrayBuffer>): Paper {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { fileName, contentType: 'application/pdf', bytes, sha256 };
}
