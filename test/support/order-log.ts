import { createHash } from 'node:crypto';

/**
 * Public order logs written down by hand. Everything in a line is given; only its number, the link and the hash are
 * made here, from the published description and not with the service's own code.
 */
type Four = readonly [number, number, number, number];

interface OrderLine {
  number: number;
  outcome: string;
  takenAt: string;
  settledAt: string;
  ticketId: string;
  ticket: number | null;
  resolves: string | null;
  amountPence: number;
  because: string | null;
  strictOrder: boolean;
  moved: { fundingPence: number; availablePence: number; heldPence: number; committedPence: number };
  after: { limitPence: number; availablePence: number; heldPence: number; committedPence: number };
  owner: string | null;
  previousHash: string;
  hash: string;
}

export interface OrderLog {
  fund: string;
  year: string;
  lines: OrderLine[];
  next: number | null;
}

/** What a test says of a line. `moved`: funding, available, held, committed; `after`: limit, available, held, committed. */
export interface Told {
  readonly ticket?: number;
  readonly resolves?: string;
  readonly because?: string;
  readonly loose?: boolean;
  readonly moved?: Four;
  readonly after: Four;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const NOTHING: Four = [0, 0, 0, 0];

/** One line, without its place in a log. Its moments and its owner follow from its ticket. */
export function told(
  outcome: string,
  [ticketId, amountPence]: readonly [string, number],
  says: Told,
): OrderLine {
  const { ticket = null, resolves = null, because = null, loose = false, moved = NOTHING, after } = says;
  const isLimit = ticket === null && resolves === null;
  return {
    number: 0,
    outcome,
    takenAt: `2025-10-01T09:00:00.${String(ticketId.charCodeAt(0)).padStart(3, '0')}Z`,
    settledAt: '2025-10-01T09:00:01.000Z',
    ticketId,
    ticket,
    resolves,
    amountPence,
    because,
    strictOrder: !loose,
    moved: {
      fundingPence: moved[0],
      availablePence: moved[1],
      heldPence: moved[2],
      committedPence: moved[3],
    },
    after: {
      limitPence: after[0],
      availablePence: after[1],
      heldPence: after[2],
      committedPence: after[3],
    },
    owner: isLimit ? null : sha256(`owner of ${ticketId}`),
    previousHash: '',
    hash: '',
  };
}

function hashOf(line: OrderLine): string {
  const { moved, after } = line;
  return sha256(
    JSON.stringify([
      line.previousHash,
      'main#2025-26',
      line.number,
      line.outcome,
      line.takenAt,
      line.settledAt,
      line.ticketId,
      line.ticket,
      line.resolves,
      line.amountPence,
      line.because,
      line.strictOrder,
      moved.fundingPence,
      moved.availablePence,
      moved.heldPence,
      moved.committedPence,
      after.limitPence,
      after.availablePence,
      after.heldPence,
      after.committedPence,
      line.owner,
    ]),
  );
}

/** A log with every number, link and hash right, whatever its lines say: what a forger who has the program can make. */
export function linked(lines: readonly OrderLine[]): OrderLog {
  let previousHash = '0'.repeat(64);
  const chained = lines.map((line, index) => {
    const next = { ...structuredClone(line), number: index + 1, previousHash };
    next.hash = hashOf(next);
    previousHash = next.hash;
    return next;
  });
  return { fund: 'main', year: '2025-26', lines: chained, next: null };
}

/** The line of that number. */
export function lineIn(log: OrderLog, number: number): OrderLine {
  const line = log.lines[number - 1];
  if (line === undefined) throw new Error(`The log has no line ${number}`);
  return line;
}

/** What an employer was given for the claim whose first line has that number. */
export function receiptOf(log: OrderLog, number: number) {
  const {
    ticketId,
    ticket,
    takenAt: submittedAt,
    amountPence,
    previousHash,
    hash,
    owner,
  } = lineIn(log, number);
  const { fund, year } = log;
  return {
    ticketId,
    ticket,
    fund,
    year,
    submittedAt,
    amountPence,
    position: number,
    previousHash,
    hash,
    owner,
  };
}

/** Everything that can happen under strict order, in a pot of £10. */
export const STRICT_LINES: readonly OrderLine[] = [
  told('limit-set', ['limit1', 1000], { moved: [-1000, 1000, 0, 0], after: [1000, 1000, 0, 0] }),
  told('held', ['A', 600], { ticket: 1, moved: [0, -600, 600, 0], after: [1000, 400, 600, 0] }),
  told('held', ['B', 300], { ticket: 2, moved: [0, -300, 300, 0], after: [1000, 100, 900, 0] }),
  told('refused', ['C', 5000], { ticket: 3, because: 'cap-exceeded', after: [1000, 100, 900, 0] }),
  told('waiting', ['D', 200], { ticket: 4, after: [1000, 100, 900, 0] }),
  told('waiting', ['E', 50], { ticket: 5, after: [1000, 100, 900, 0] }),
  told('committed', ['pay-A', 400], {
    resolves: 'A',
    moved: [0, 200, -600, 400],
    after: [1000, 300, 300, 400],
  }),
  told('promoted', ['D', 200], { ticket: 4, moved: [0, -200, 200, 0], after: [1000, 100, 500, 400] }),
  told('promoted', ['E', 50], { ticket: 5, moved: [0, -50, 50, 0], after: [1000, 50, 550, 400] }),
  // £1.80 of B's £3 is committed, and £1.20 stays held for its completion part, which draws £1.
  told('committed', ['pay-B', 180], { resolves: 'B', moved: [0, 0, -180, 180], after: [1000, 50, 370, 580] }),
  told('drawn', ['F', 100], { ticket: 6, resolves: 'B', after: [1000, 50, 370, 580] }),
  told('released', ['free-B', 20], { resolves: 'B', moved: [0, 20, -20, 0], after: [1000, 70, 350, 580] }),
  told('adjusted', ['fix-A', 350], { resolves: 'A', moved: [0, 50, 0, -50], after: [1000, 120, 350, 530] }),
  told('waiting', ['G', 500], { ticket: 7, after: [1000, 120, 350, 530] }),
  told('left', ['free-G', 500], { resolves: 'G', after: [1000, 120, 350, 530] }),
  told('refused', ['pay-A-2', 0], { resolves: 'A', because: 'nothing-held', after: [1000, 120, 350, 530] }),
  told('released', ['free-E', 50], { resolves: 'E', moved: [0, 50, -50, 0], after: [1000, 170, 300, 530] }),
  told('limit-set', ['limit2', 1500], { moved: [-500, 500, 0, 0], after: [1500, 670, 300, 530] }),
  // 50p of D's £2 goes over to H, which was split off from it; then each is settled by itself.
  told('divided', ['H', 50], { ticket: 8, resolves: 'D', after: [1500, 670, 300, 530] }),
  told('committed', ['pay-H', 50], { resolves: 'H', moved: [0, 0, -50, 50], after: [1500, 670, 250, 580] }),
  told('released', ['free-D', 150], {
    resolves: 'D',
    moved: [0, 150, -150, 0],
    after: [1500, 820, 100, 580],
  }),
];

/** A pot of £1 in which smaller claims may pass one that does not fit. */
export const LOOSE_LINES: readonly OrderLine[] = [
  told('limit-set', ['limit1', 100], { loose: true, moved: [-100, 100, 0, 0], after: [100, 100, 0, 0] }),
  told('held', ['A', 80], { loose: true, ticket: 1, moved: [0, -80, 80, 0], after: [100, 20, 80, 0] }),
  told('waiting', ['B', 50], { loose: true, ticket: 2, after: [100, 20, 80, 0] }),
  told('held', ['C', 15], { loose: true, ticket: 3, moved: [0, -15, 15, 0], after: [100, 5, 95, 0] }),
  told('waiting', ['D', 40], { loose: true, ticket: 4, after: [100, 5, 95, 0] }),
  told('released', ['free-C', 15], {
    loose: true,
    resolves: 'C',
    moved: [0, 15, -15, 0],
    after: [100, 20, 80, 0],
  }),
  told('committed', ['pay-A', 55], {
    loose: true,
    resolves: 'A',
    moved: [0, 25, -80, 55],
    after: [100, 45, 0, 55],
  }),
  told('promoted', ['D', 40], { loose: true, ticket: 4, moved: [0, -40, 40, 0], after: [100, 5, 40, 55] }),
];
