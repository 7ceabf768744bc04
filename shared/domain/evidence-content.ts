import type { EvidenceType } from './evidence.ts';

const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((value, index) => bytes[index] === value);

const endsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((value, index) => bytes[bytes.length - signature.length + index] === value);

const ascii = (text: string): readonly number[] =>
  Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));

function contains(bytes: Uint8Array, text: string, from: number): boolean {
  const wanted = ascii(text);
  for (let at = Math.max(0, from); at <= bytes.length - wanted.length; at += 1) {
    if (wanted.every((value, index) => bytes[at + index] === value)) return true;
  }
  return false;
}

/** The signature, then the length and the name of the header chunk, which always comes first. */
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, ...ascii('IHDR')];
const PNG_END = [...ascii('IEND'), 0xae, 0x42, 0x60, 0x82];
const JPEG_SIGNATURE = [0xff, 0xd8, 0xff];
const JPEG_END = [0xff, 0xd9];
/** Readers look for the end mark in the last kilobyte; a file without it is cut off. */
const PDF_TAIL = 1024;

/**
 * What the bytes are, whatever the name and the header say; undefined when they are none of the accepted types or cut
 * off. Begins and ends are both looked at, so a program with an image's first bytes does not pass.
 */
export function sniffEvidenceType(bytes: Uint8Array): EvidenceType | undefined {
  if (startsWith(bytes, ascii('%PDF-'))) {
    return contains(bytes, '%%EOF', bytes.length - PDF_TAIL) ? 'application/pdf' : undefined;
  }
  if (startsWith(bytes, PNG_SIGNATURE)) return endsWith(bytes, PNG_END) ? 'image/png' : undefined;
  if (startsWith(bytes, JPEG_SIGNATURE)) return endsWith(bytes, JPEG_END) ? 'image/jpeg' : undefined;
  return undefined;
}

/** A PDF that asks for a password cannot be read by a caseworker or a scanner, so it is not evidence. */
export const isEncryptedPdf = (bytes: Uint8Array): boolean =>
  startsWith(bytes, ascii('%PDF-')) && contains(bytes, '/Encrypt', 0);
