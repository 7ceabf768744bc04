/** RFC 8187: what may stand in an extended value as it is. */
const percentEncoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll(
    /['()*!]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * A download under the file's own name (RFC 6266). The name came from somebody's machine, so the plain form keeps only
 * what cannot end the quotation or the header, or name a directory; the extended form carries the rest, encoded.
 */
export function attachmentNamed(fileName: string): string {
  const bare = fileName.replaceAll(/[\\/]/gu, '_').replaceAll(/\p{Cc}/gu, '');
  const plain = bare.normalize('NFKD').replaceAll(/[^\w .()-]/gu, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${percentEncoded(bare)}`;
}
