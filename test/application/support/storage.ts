import type { EvidenceFiles, ScanStatus } from '../../../shared/application/ports/evidence.ts';
import type { Evidence } from '../../../shared/domain/evidence.ts';

interface StoredObject {
  readonly objectVersion: string;
  readonly bytes: Uint8Array;
  mark?: ScanStatus;
}

type FileName = Pick<Evidence, 'reference' | 'evidenceId'>;

/** The two buckets, as far as the use cases can see them. */
export interface Storage extends EvidenceFiles {
  /** What an upload and the scanner leave in quarantine. Answers with the version. */
  upload(file: FileName, bytes: Uint8Array, mark?: ScanStatus): string;
  /** The scanner's mark on the file, without any message. */
  mark(file: FileName, mark: ScanStatus): void;
  /** Takes every version out of quarantine, as its lifecycle rule does in time. */
  expire(file: FileName): void;
  /** The versions among the clean files, by claim and file. */
  readonly clean: ReadonlyMap<string, string>;
}

export const fileKey = ({ reference, evidenceId }: FileName): string => `${reference}/${evidenceId}`;

/** A storage that keeps what it is given in memory, and knows versions as the real one does. */
export function createStorage(): Storage {
  const quarantine = new Map<string, StoredObject[]>();
  const clean = new Map<string, string>();
  const latestOf = (file: FileName): StoredObject | undefined => quarantine.get(fileKey(file))?.at(-1);
  const versionOf = (file: FileName, wanted: string): StoredObject => {
    const found = quarantine.get(fileKey(file))?.find(({ objectVersion }) => objectVersion === wanted);
    if (found === undefined) throw new Error(`Storage has no version ${wanted} of ${fileKey(file)}`);
    return found;
  };
  let versions = 0;
  return {
    clean,
    upload(file, bytes, mark) {
      versions += 1;
      const objectVersion = `version-${versions}`;
      const older = quarantine.get(fileKey(file)) ?? [];
      quarantine.set(fileKey(file), [...older, { objectVersion, bytes, ...(mark && { mark }) }]);
      return objectVersion;
    },
    mark(file, mark) {
      const found = latestOf(file);
      if (found) found.mark = mark;
    },
    expire(file) {
      quarantine.delete(fileKey(file));
    },
    permitUpload: (file) => Promise.resolve({ url: 'http://quarantine', fields: { key: fileKey(file) } }),
    findArrival: (file) => {
      const found = latestOf(file);
      return Promise.resolve(found && { objectVersion: found.objectVersion });
    },
    readQuarantined: (file, version) => Promise.resolve().then(() => versionOf(file, version).bytes),
    readScanMark: (file, version) => Promise.resolve().then(() => versionOf(file, version).mark),
    accept: (file, version) =>
      Promise.resolve().then(() => {
        versionOf(file, version);
        clean.set(fileKey(file), version);
      }),
    permitDownload: (file) => Promise.resolve({ url: `http://clean/${fileKey(file)}` }),
    discard: (file) => {
      quarantine.delete(fileKey(file));
      clean.delete(fileKey(file));
      return Promise.resolve();
    },
  };
}
