import type { QuarantinedObject } from '../../application/ports/evidence.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { isClaimReference } from '../../domain/reference.ts';

/** The key of a file, the same in both buckets. It says which claim and which file, and nothing about people. */
export const objectKeyOf = ({
  reference,
  evidenceId,
  storedUnder,
}: Pick<Evidence, 'reference' | 'evidenceId' | 'storedUnder'>): string =>
  `${storedUnder ?? reference}/${evidenceId}`;

/** Which file an object in quarantine is; undefined for a key that no upload of ours could have. */
export function quarantinedObjectOf(key: string, objectVersion: string): QuarantinedObject | undefined {
  const [reference = '', evidenceId = '', ...rest] = key.split('/');
  const isOurs = isClaimReference(reference) && evidenceId !== '' && rest.length === 0;
  return isOurs ? { reference, evidenceId, objectVersion } : undefined;
}
