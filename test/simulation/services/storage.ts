import type {
  EvidenceFiles,
  QuarantinedObject,
  ScanStatus,
} from '../../../shared/application/ports/evidence.ts';
import type { Evidence } from '../../../shared/domain/evidence.ts';
import type { Chance } from '../clockwork/chance.ts';
import type { Network } from '../clockwork/network.ts';
import type { Process } from '../clockwork/process.ts';
import type { Schedule } from '../clockwork/schedule.ts';

type FileName = Pick<Evidence, 'reference' | 'evidenceId'>;

export interface StorageParts {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly network: Network;
  readonly start: (name: string) => Process;
}

/** What the two queues of storage bring. */
export interface Messages {
  readonly arrived: (process: Process, object: QuarantinedObject) => Promise<void>;
  readonly scanned: (process: Process, object: QuarantinedObject & { scan: ScanStatus }) => Promise<void>;
}

/** The simulated buckets with the scanner behind the first. */
export interface Storage {
  filesFor(process: Process): EvidenceFiles;
  /** A file is posted: storage tells of it, and the scanner looks at it, or never does. */
  upload(file: FileName, bytes: Uint8Array): void;
  serve(messages: Messages): void;
  /** The versions among the clean files, by claim and file. */
  readonly clean: ReadonlyMap<string, string>;
}

const keyOf = ({ reference, evidenceId }: FileName): string => `${reference}/${evidenceId}`;

interface StoredObject {
  readonly objectVersion: string;
  readonly bytes: Uint8Array;
  mark: ScanStatus | undefined;
}

const DELIVERIES = 4;

export function createStorage({ schedule, chance, network, start }: StorageParts): Storage {
  const quarantine = new Map<string, StoredObject>();
  const clean = new Map<string, string>();
  let messages: Messages | undefined;
  let versions = 0;
  /** A queue brings its message until it is handled, sometimes once more, and in the end no more. */
  const bring = (
    name: string,
    handle: (process: Process) => Promise<void> | undefined,
    delivery = 1,
  ): void => {
    if (delivery > DELIVERIES || (delivery === 1 && chance.odds(network.faults.drop))) return;
    const process = start(name);
    const again = (): void => schedule.after(30_000, () => bring(name, handle, delivery + 1));
    process.onDeath(again);
    handle(process)?.then(() => {
      if (chance.odds(network.faults.duplicate))
        schedule.after(network.latency(), () => bring(name, handle, DELIVERIES));
    }, again);
  };
  const call = <Answer>(process: Process, isWrite: boolean, work: () => Answer): Promise<Answer> =>
    network.send(process, { isWrite, arrive: (reply) => reply({ ok: true, answer: work() }) });
  const objectOf = (file: FileName): StoredObject => {
    const found = quarantine.get(keyOf(file));
    if (found === undefined) throw new Error(`Nothing of ${keyOf(file)} is in quarantine`);
    return found;
  };
  return {
    clean,
    serve(given) {
      messages = given;
    },
    upload({ reference, evidenceId }, bytes) {
      versions += 1;
      const object: StoredObject = { objectVersion: `version-${versions}`, bytes, mark: undefined };
      quarantine.set(keyOf({ reference, evidenceId }), object);
      const arrived = { reference, evidenceId, objectVersion: object.objectVersion };
      schedule.after(network.latency(), () =>
        bring('record-upload', (process) => messages?.arrived(process, arrived)),
      );
      const scan = chance.pick([
        'clean',
        'clean',
        'clean',
        'clean',
        'infected',
        'unscannable',
        undefined,
      ] as const);
      if (scan === undefined) return;
      schedule.after(chance.below(chance.pick([100, 5_000, 120_000])), () => {
        object.mark = scan;
        bring('record-scan', (process) => messages?.scanned(process, { ...arrived, scan }));
      });
    },
    filesFor: (process) => ({
      permitUpload: (file) => Promise.resolve({ url: 'http://quarantine', fields: { key: keyOf(file) } }),
      findArrival: (file) =>
        call(process, false, () => {
          const found = quarantine.get(keyOf(file));
          return found && { objectVersion: found.objectVersion };
        }),
      readQuarantined: (file) => call(process, false, () => objectOf(file).bytes),
      readScanMark: (file) => call(process, false, () => objectOf(file).mark),
      accept: (file, version) => call(process, true, () => void clean.set(keyOf(file), version)),
      permitDownload: (file) => Promise.resolve({ url: `http://clean/${keyOf(file)}` }),
      discard: (file) => call(process, true, () => void quarantine.delete(keyOf(file))),
    }),
  };
}
