import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOOSE_LINES, STRICT_LINES, lineIn, linked, receiptOf, told } from '../support/order-log.ts';
import type { OrderLog } from '../support/order-log.ts';
import { askNode, askPython, hasPython } from '../support/order-verifiers.ts';
import type { Answer, Asked } from '../support/order-verifiers.ts';

const SOUND = linked(STRICT_LINES);
const asking = (log: OrderLog, ...receipts: readonly object[]): Asked => {
  const files = receipts.map((receipt, index) => [`receipt${index}.json`, JSON.stringify(receipt)] as const);
  return {
    words: ['log.json', ...files.flatMap(([path]) => ['--receipt', path])],
    files: { 'log.json': JSON.stringify(log), ...Object.fromEntries(files) },
  };
};

/** A copy of a log with something done to it, and nothing made right afterwards. */
function altered(change: (log: OrderLog) => void, log = SOUND): OrderLog {
  const copy = structuredClone(log);
  change(copy);
  return copy;
}

type Lines = OrderLog['lines'];
/** A copy in which the forger has made every number, link and hash right again. */
function forged(change: (lines: Lines) => void, lines: Lines | typeof STRICT_LINES = STRICT_LINES): OrderLog {
  const copy = lines.map((line) => structuredClone(line));
  change(copy);
  return linked(copy);
}

const at = (lines: Lines, number: number): Lines[number] =>
  lineIn({ fund: 'main', year: '2025-26', lines, next: null }, number);

/** Several lines of which `number` is the first that is broken. */
interface Fault {
  readonly number: number;
  readonly says: string;
  readonly log: OrderLog;
}

const TAMPERED: Readonly<Record<string, Fault>> = {
  'an amount that was changed': {
    number: 5,
    says: 'it was changed',
    log: altered((log) => (lineIn(log, 5).amountPence = 201)),
  },
  'an owner that was changed': {
    number: 2,
    says: 'it was changed',
    log: altered((log) => (lineIn(log, 2).owner = 'f'.repeat(64))),
  },
  'a line that was deleted': {
    number: 7,
    says: 'its number is 8: a line is missing or moved',
    log: altered((log) => log.lines.splice(6, 1)),
  },
  'the first line deleted': {
    number: 1,
    says: 'its number is 2',
    log: altered((log) => log.lines.shift()),
  },
  'two lines that changed places': {
    number: 8,
    says: 'its number is 9',
    log: altered((log) => log.lines.splice(7, 2, lineIn(log, 9), lineIn(log, 8))),
  },
  'a line that was put in': {
    number: 4,
    says: 'it does not carry the hash of the line before',
    log: altered((log) =>
      log.lines.splice(3, 0, {
        ...lineIn(linked([told('waiting', ['X', 5], { ticket: 3, after: [1000, 100, 900, 0] })]), 1),
        number: 4,
      }),
    ),
  },
  'a line that is there twice': {
    number: 6,
    says: 'its number is 5',
    log: altered((log) => log.lines.splice(5, 0, lineIn(log, 5))),
  },
  'a line whose own hash was made right': {
    number: 6,
    says: 'the hash of the line before',
    log: altered((log) => {
      log.lines[4] = lineIn(
        linked(log.lines.map((line, n) => (n === 4 ? { ...line, amountPence: 201 } : line))),
        5,
      );
    }),
  },
  'a log of another year': {
    number: 1,
    says: 'it was changed',
    log: altered((log) => (log.year = '2026-27')),
  },
  'a field that is missing': {
    number: 3,
    says: 'its owner is missing or wrong',
    log: altered((log) => Reflect.deleteProperty(lineIn(log, 3), 'owner')),
  },
  'a field that no hash covers': {
    number: 3,
    says: 'it has a field too many',
    log: altered((log) => Object.assign(lineIn(log, 3), { note: 'x' })),
  },
  'half a penny': {
    number: 3,
    says: 'its amountPence is missing or wrong',
    log: altered((log) => (lineIn(log, 3).amountPence = 0.5)),
  },
  'an outcome that there is not': {
    number: 3,
    says: 'its outcome is missing or wrong',
    log: altered((log) => (lineIn(log, 3).outcome = 'toString')),
  },
};

/** An outcome put in place of another, with its movement and the pot after it. */
const FORGED: Readonly<Record<string, Fault>> = {
  'money from nowhere': {
    number: 2,
    says: 'what it moved does not add up to nothing',
    log: forged((lines) => (at(lines, 2).moved.fundingPence = 1)),
  },
  'a pot that is not what came before': {
    number: 3,
    says: 'the pot after it is not the pot before it',
    log: forged((lines) => (at(lines, 3).after.availablePence = 101)),
  },
  'a pot below nothing': {
    number: 2,
    says: 'the pot after it is below nothing',
    log: forged((lines) =>
      lines.splice(
        1,
        20,
        told('held', ['A', 1001], { ticket: 1, moved: [0, -1001, 1001, 0], after: [1000, -1, 1001, 0] }),
      ),
    ),
  },
  'less held than asked': {
    number: 2,
    says: 'it moved something else than its outcome and amount say',
    log: forged((lines) => (at(lines, 2).amountPence = 601)),
  },
  'a refusal that moved money': {
    number: 4,
    says: 'it moved something else',
    log: forged((lines) => {
      Object.assign(at(lines, 4), { amountPence: 1 });
      at(lines, 4).moved = { fundingPence: 0, availablePence: -1, heldPence: 1, committedPence: 0 };
      at(lines, 4).after = { limitPence: 1000, availablePence: 99, heldPence: 901, committedPence: 0 };
    }),
  },
  'a limit that is not the one it says': {
    number: 1,
    says: 'it moved something else',
    log: forged((lines) => (at(lines, 1).amountPence = 999)),
  },
  'a claim number that is left out': {
    number: 3,
    says: 'its claim number is 3, where 2 is next',
    log: forged((lines) => (at(lines, 3).ticket = 3)),
  },
  'a claim number that is there twice': {
    number: 3,
    says: 'its claim number is 1, where 2 is next',
    log: forged((lines) => (at(lines, 3).ticket = 1)),
  },
  'a claim that has two first lines': {
    number: 3,
    says: 'its ticket has had its line already',
    log: forged((lines) => (at(lines, 3).ticketId = 'A')),
  },
  'a claim without a number': {
    number: 2,
    says: 'held is for a claim, and this is a limit',
    log: forged((lines) => (at(lines, 2).ticket = null)),
  },
  'a refusal without a reason': {
    number: 4,
    says: 'a reason goes with a refusal',
    log: forged((lines) => (at(lines, 4).because = null)),
  },
  'a claim without an owner': {
    number: 2,
    says: 'a limit has no owner',
    log: forged((lines) => (at(lines, 2).owner = null)),
  },
  'a claim that changes its amount while it waits': {
    number: 8,
    says: 'it differs from the first line of its claim',
    log: forged((lines) => (at(lines, 8).amountPence = 199)),
  },
  'a commitment of a claim that is not there': {
    number: 7,
    says: 'it is about a claim that is not in the log',
    log: forged((lines) => (at(lines, 7).resolves = 'nobody')),
  },
  'a commitment of more than is held': {
    number: 7,
    says: 'it is more than is held',
    log: forged((lines) => {
      at(lines, 7).amountPence = 700;
      at(lines, 7).moved = { fundingPence: 0, availablePence: 0, heldPence: -700, committedPence: 700 };
      at(lines, 7).after = { limitPence: 1000, availablePence: 100, heldPence: 200, committedPence: 700 };
    }),
  },
  'a hold that is committed twice': {
    number: 8,
    says: 'nothing is held for it',
    log: forged((lines) =>
      lines.splice(
        7,
        0,
        told('committed', ['pay-A-again', 100], {
          resolves: 'A',
          moved: [0, 0, -100, 100],
          after: [1000, 300, 200, 500],
        }),
      ),
    ),
  },
  'a hold that is freed twice': {
    number: 13,
    says: 'it does not free exactly what is held',
    log: forged((lines) =>
      lines.splice(
        12,
        0,
        told('released', ['again', 20], {
          resolves: 'B',
          moved: [0, 20, -20, 0],
          after: [1000, 90, 330, 580],
        }),
      ),
    ),
  },
  'a hold that is freed in part': {
    number: 12,
    says: 'it does not free exactly what is held',
    log: forged((lines) => {
      lines.splice(
        11,
        7,
        told('released', ['free-B', 19], {
          resolves: 'B',
          moved: [0, 19, -19, 0],
          after: [1000, 69, 351, 580],
        }),
      );
    }),
  },
  'a hold that is freed after all of it was drawn': {
    number: 12,
    says: 'it does not free exactly what is held',
    log: forged((lines) => {
      const nothing = { resolves: 'B', after: [1000, 50, 370, 580] } as const;
      at(lines, 11).amountPence = 120;
      lines.splice(11, 7, told('released', ['free-B', 0], nothing));
    }),
  },
  'more drawn than was kept': {
    number: 11,
    says: 'it draws more than was kept for it',
    log: forged((lines) => (at(lines, 11).amountPence = 121)),
  },
  'drawn from a claim that nothing is committed to': {
    number: 11,
    says: 'it draws more than was kept for it',
    log: forged((lines) => (at(lines, 11).resolves = 'D')),
  },
  'drawn from nobody': {
    number: 11,
    says: 'it draws more than was kept for it',
    log: forged((lines) => (at(lines, 11).resolves = null)),
  },
  'all of a hold taken over': {
    number: 19,
    says: 'it takes all of a hold, or what is not held',
    log: forged((lines) => (at(lines, 19).amountPence = 200)),
  },
  'taken over from a claim that is committed': {
    number: 19,
    says: 'it takes all of a hold, or what is not held',
    log: forged((lines) => (at(lines, 19).resolves = 'B')),
  },
  'taken over from nobody': {
    number: 19,
    says: 'it takes all of a hold, or what is not held',
    log: forged((lines) => (at(lines, 19).resolves = null)),
  },
  'more committed than was taken over': {
    number: 20,
    says: 'it is more than is held',
    log: forged((lines) => {
      const much = { resolves: 'H', moved: [0, 0, -51, 51], after: [1500, 670, 249, 581] } as const;
      lines.splice(19, 2, told('committed', ['pay-H', 51], much));
    }),
  },
  'freed with what has gone over': {
    number: 20,
    says: 'it does not free exactly what is held',
    log: forged((lines) => {
      const all = { resolves: 'D', moved: [0, 200, -200, 0], after: [1500, 870, 100, 530] } as const;
      lines.splice(19, 2, told('released', ['free-D', 200], all));
    }),
  },
  'a correction of what is not committed': {
    number: 13,
    says: 'nothing is committed to it',
    log: forged((lines) => (at(lines, 13).resolves = 'D')),
  },
  'off the queue without having waited': {
    number: 15,
    says: 'its claim does not wait for that',
    log: forged((lines) => (at(lines, 15).resolves = 'D')),
  },
  'money for one behind those who wait': {
    number: 6,
    says: 'it had its turn before claim 4, which came earlier and waits',
    log: forged((lines) => {
      const passing = { ticket: 5, moved: [0, -50, 50, 0], after: [1000, 50, 950, 0] } as const;
      lines.splice(5, 20, told('held', ['E', 50], passing));
    }),
  },
  'the queue served out of order': {
    number: 8,
    says: 'it had its turn before claim 4, which came earlier and waits',
    log: forged((lines) => {
      lines.splice(
        7,
        20,
        told('promoted', ['E', 50], { ticket: 5, moved: [0, -50, 50, 0], after: [1000, 250, 350, 400] }),
        told('promoted', ['D', 200], { ticket: 4, moved: [0, -200, 200, 0], after: [1000, 50, 550, 400] }),
      );
    }),
  },
  'a promotion of a claim that has its money': {
    number: 10,
    says: 'its ticket has had its line already',
    log: forged((lines) => {
      const again = { ticket: 5, moved: [0, -50, 50, 0], after: [1000, 0, 600, 400] } as const;
      lines.splice(9, 20, told('promoted', ['E', 50], again));
    }),
  },
  'a promotion of a claim that never waited': {
    number: 3,
    says: 'promoted is for a waiting claim, and this is a claim',
    log: forged((lines) => (at(lines, 3).outcome = 'promoted')),
  },
  'a wait for nothing': {
    number: 3,
    says: 'it had to wait though it fits and nobody goes before it',
    log: forged((lines) =>
      lines.splice(2, 20, told('waiting', ['B', 300], { ticket: 2, after: [1000, 400, 600, 0] })),
    ),
  },
  'money kept from the queue when the next ticket comes': {
    number: 8,
    says: 'before it, claim 4 was not given the money that was free',
    log: forged((lines) => {
      lines.splice(7, 20, told('waiting', ['F', 10], { ticket: 6, after: [1000, 300, 300, 400] }));
    }),
  },
  'money kept from the queue at the end': {
    number: 8,
    says: 'claim 4 was not given the money that was free',
    log: forged((lines) => lines.splice(7, 20)),
  },
  'a correction upwards past the queue': {
    number: 15,
    says: 'it took more money while others wait',
    log: forged((lines) => {
      const more = { resolves: 'A', moved: [0, -10, 0, 10], after: [1000, 110, 350, 540] } as const;
      lines.splice(14, 20, told('adjusted', ['more-A', 360], more));
    }),
  },
  'loose order: money for one who came later, while an earlier one fits': {
    number: 8,
    says: 'it had its turn before claim 4, which came earlier and waits',
    log: forged((lines) => {
      const late = { loose: true, ticket: 5, moved: [0, -1, 1, 0], after: [100, 44, 1, 55] } as const;
      lines.splice(7, 1, told('held', ['F', 1], late));
    }, LOOSE_LINES),
  },
  'loose order: the queue served out of order': {
    number: 8,
    says: 'it had its turn before claim 2, which came earlier and waits',
    log: forged((lines) => {
      const freed = { loose: true, resolves: 'A', moved: [0, 80, -80, 0], after: [100, 100, 0, 0] } as const;
      const later = { loose: true, ticket: 4, moved: [0, -40, 40, 0], after: [100, 60, 40, 0] } as const;
      lines.splice(6, 2, told('released', ['free-A', 80], freed), told('promoted', ['D', 40], later));
    }, LOOSE_LINES),
  },
  'loose order: a wait though it fits': {
    number: 4,
    says: 'it had to wait though it fits',
    log: forged((lines) => {
      lines.splice(3, 5, told('waiting', ['C', 15], { loose: true, ticket: 3, after: [100, 20, 80, 0] }));
    }, LOOSE_LINES),
  },
};

const RECEIPT = receiptOf(SOUND, 5);
const RECEIPTS: Readonly<Record<string, readonly [object, string]>> = {
  'another amount': [{ ...RECEIPT, amountPence: 199 }, 'its amountPence is not that of line 5'],
  'another moment': [
    { ...RECEIPT, submittedAt: '2025-10-01T08:59:59.000Z' },
    'its submittedAt is not that of line 5',
  ],
  'another number': [{ ...RECEIPT, ticket: 3 }, 'its ticket is not that of line 5'],
  'another ticket': [{ ...RECEIPT, ticketId: 'Z' }, 'its ticketId is not that of line 5'],
  'another hash': [{ ...RECEIPT, hash: '0'.repeat(64) }, 'its hash is not that of line 5'],
  'another hash before': [
    { ...RECEIPT, previousHash: '0'.repeat(64) },
    'its previousHash is not that of line 5',
  ],
  'another owner': [{ ...RECEIPT, owner: 'f'.repeat(64) }, 'its owner is not that of line 5'],
  'another place': [{ ...RECEIPT, position: 4 }, 'its ticketId is not that of line 4'],
  'a place beyond the end': [{ ...RECEIPT, position: 99 }, 'there is no line 99'],
  'no place yet': [{ ...RECEIPT, position: null, ticket: null }, 'it has no place in the line yet'],
  'another fund': [{ ...RECEIPT, fund: 'oliver' }, 'it is of another fund or year'],
  'the line of a promotion': [receiptOf(SOUND, 8), 'it is not the first line of a claim'],
  'the line of a limit': [receiptOf(SOUND, 1), 'it is not the first line of a claim'],
  'true where 1 should be': [{ ...receiptOf(SOUND, 2), ticket: true }, 'its ticket is not that of line 2'],
};

const TEXT = JSON.stringify(SOUND);
const file = (text: string | Uint8Array): Asked => ({ words: ['log.json'], files: { 'log.json': text } });
const UNREADABLE: Readonly<Record<string, readonly [Asked, string]>> = {
  'no file': [{ words: ['log.json'], files: {} }, 'there is no such file, or it is not JSON'],
  'no words': [{ words: [], files: {} }, 'Usage'],
  'an option without a file': [{ words: ['log.json', '--receipt'], files: {} }, 'Usage'],
  'an unknown option': [{ words: ['log.json', '--quick', 'x'], files: {} }, 'Usage'],
  'half a log': [file(TEXT.slice(0, -200)), 'it is not JSON'],
  'a log that is a list': [file('[]'), 'it is not plain JSON'],
  'a log without lines': [
    file('{"fund":"main","year":"2025-26","next":null}'),
    'its lines is missing or wrong',
  ],
  'a byte that is no text': [file(Buffer.from(TEXT.replace('main', '\u00ff'), 'latin1')), 'it is not JSON'],
  'a field that is there twice': [
    file(TEXT.replace('"number":3', '"number":4,"number":3')),
    'says everything once',
  ],
  'a number that is less than nothing by no more than nothing': [
    file(TEXT.replace('"fundingPence":0', '"fundingPence":-0')),
    'plain JSON',
  ],
  'a number with a point': [file(TEXT.replace('"number":3', '"number":3.0')), 'plain JSON'],
  'a number with a power': [file(TEXT.replace('"number":10', '"number":1e1')), 'plain JSON'],
  'a number too large to keep': [
    file(TEXT.replace('"amountPence":600', '"amountPence":9007199254740993')),
    'plain JSON',
  ],
  'a letter that is written by its number': [file(TEXT.replace('"held"', '"h\\u0065ld"')), 'plain JSON'],
};

/** A log in which 32 wait, so that money reaches them in parts. */
function longQueue(): OrderLog {
  const first = [
    told('limit-set', ['limit', 100], { moved: [-100, 100, 0, 0], after: [100, 100, 0, 0] }),
    told('held', ['A', 100], { ticket: 1, moved: [0, -100, 100, 0], after: [100, 0, 100, 0] }),
  ];
  const waiting = Array.from({ length: 32 }, (_, n) =>
    told('waiting', [`w${n}`, 1], { ticket: n + 2, after: [100, 0, 100, 0] }),
  );
  const freed = told('released', ['free-A', 100], {
    resolves: 'A',
    moved: [0, 100, -100, 0],
    after: [100, 100, 0, 0],
  });
  const between = told('waiting', ['late', 1], { ticket: 34, after: [100, 69, 31, 0] });
  const promoted = [...waiting, between].map(({ ticketId, ticket }, n) =>
    told('promoted', [ticketId, 1], {
      ticket: ticket ?? 0,
      moved: [0, -1, 1, 0],
      after: [100, 99 - n, n + 1, 0],
    }),
  );
  return linked([...first, ...waiting, freed, ...promoted.slice(0, 31), between, ...promoted.slice(31)]);
}

const GOOD: Readonly<Record<string, Asked>> = {
  'strict order': asking(SOUND, receiptOf(SOUND, 2), RECEIPT, { ...receiptOf(SOUND, 14), note: 'kept' }),
  'loose order': asking(linked(LOOSE_LINES)),
  'a long queue': asking(longQueue()),
  'nothing yet': asking(linked([])),
  'a page of a longer log': asking({ ...linked(STRICT_LINES.slice(0, 7)), next: 7 }),
  'laid out over many lines': file(JSON.stringify(SOUND, null, 2)),
  'a waiting claim that its cap refuses in its turn': asking(
    linked([
      ...STRICT_LINES.slice(0, 7),
      told('refused', ['D', 200], { ticket: 4, because: 'cap-exceeded', after: [1000, 300, 300, 400] }),
      told('promoted', ['E', 50], { ticket: 5, moved: [0, -50, 50, 0], after: [1000, 250, 350, 400] }),
    ]),
  ),
};

const FAULTS = { ...TAMPERED, ...FORGED };
const named = Object.entries(FAULTS);
const everything: readonly Asked[] = [
  ...Object.values(GOOD),
  ...named.map(([, { log }]) => asking(log)),
  ...Object.values(RECEIPTS).map(([receipt]) => asking(SOUND, receipt)),
  ...Object.values(UNREADABLE).map(([asked]) => asked),
];

/** Each byte of a small log in turn, as four others. */
function everyChange(): readonly Asked[] {
  const bytes = Buffer.from(JSON.stringify(linked(STRICT_LINES.slice(0, 4))));
  return [...bytes].flatMap((byte, index) =>
    [0x01, 0x02, 0x10, 0x80].map((bit) => {
      const changed = Buffer.from(bytes);
      changed[index] = byte ^ bit;
      return file(changed);
    }),
  );
}

const answer = (asked: Asked): Answer => askNode([asked])[0] ?? [9, ''];

describe('the verifier of the public order log', () => {
  it('finds a sound log sound, and reports it', () => {
    expect(answer(GOOD['strict order'] ?? file(''))).toEqual([
      0,
      [
        'The order log of main 2025-26 is sound.',
        'Lines: 21',
        'Claims: 8, committed 3, held 1, left 1, refused 1, released 2',
        'Refused: 2, cap-exceeded 1, nothing-held 1',
        'Pence: limit 1500, available 820, held 100, committed 580',
        'Lines between free money and the next of a queue longer than 31: 0',
        `Last hash: ${lineIn(SOUND, 21).hash}`,
        'Not checked: refusals by a cap (1), since employers are not named; other refusals (1), since',
        '  what they asked is not in the log; when holds ran out; whether lines are cut off the end (ask for the last hash).',
        'Receipt receipt0.json: it agrees with the log.',
        'Receipt receipt1.json: it agrees with the log.',
        'Receipt receipt2.json: it agrees with the log.',
      ].join('\n'),
    ]);
  });

  it('finds every other sound log sound', () => {
    const codes = askNode(Object.values(GOOD)).map(([code, said]) => (code === 0 ? 0 : said));
    expect(codes).toEqual(Object.keys(GOOD).map(() => 0));
  });

  it('says how often money reached a long queue in parts', () => {
    expect(answer(asking(longQueue()))[1]).toContain('the next of a queue longer than 31: 1');
  });

  const faulty = askNode(named.map(([, { log }]) => asking(log)));
  it.each(named.map(([name, fault], index) => ({ name, ...fault, index })))(
    'names the line that is broken: $name',
    ({ number, says, index }) => {
      const [code, said] = faulty[index] ?? [9, ''];
      expect(said).toContain(says);
      expect(said).toMatch(new RegExp(`^Line ${number} is (broken|missing): .*\\.$`));
      expect(code).toBe(1);
    },
  );

  const receipts = Object.entries(RECEIPTS);
  const forgeries = askNode(receipts.map(([, [receipt]]) => asking(SOUND, receipt)));
  it.each(receipts.map(([name, [, says]], index) => ({ name, says, index })))(
    'does not agree with a forged receipt: $name',
    ({ says, index }) => {
      const [code, said] = forgeries[index] ?? [9, ''];
      expect(said).toContain(`Receipt receipt0.json: ${says}`);
      expect(code).toBe(1);
    },
  );

  const unreadable = Object.entries(UNREADABLE);
  const unread = askNode(unreadable.map(([, [asked]]) => asked));
  it.each(unreadable.map(([name, [, says]], index) => ({ name, says, index })))(
    'says that it cannot read $name',
    ({ says, index }) => {
      const [code, said] = unread[index] ?? [9, ''];
      expect(said).toContain(says);
      expect(code).toBe(2);
    },
  );

  it('finds every change of a single byte', () => {
    const asked = everyChange();
    const unnoticed = askNode(asked).flatMap(([code], index) => (code === 0 ? [index] : []));
    expect(asked.length).toBeGreaterThan(8_000);
    expect(unnoticed).toEqual([]);
  }, 30_000);

  it.skipIf(!hasPython())(
    'says the same in Python, word for word (skipped without python3)',
    () => {
      expect(askPython(everything)).toEqual(askNode(everything));
      const changes = everyChange().filter((_, index) => index % 3 === 0);
      expect(askPython(changes)).toEqual(askNode(changes));
    },
    30_000,
  );

  it('is a program of its own in both languages', () => {
    const folder = mkdtempSync(join(tmpdir(), 'order-log-'));
    const path = join(folder, 'log.json');
    const programs = [
      [process.execPath, 'verify/verify-order.mjs'],
      ...(hasPython() ? [['python3', 'verify/verify_order.py']] : []),
    ];
    const codes = programs.flatMap(([program = '', script = '']) =>
      [TEXT, JSON.stringify(FORGED['money from nowhere']?.log), '{'].map((text) => {
        writeFileSync(path, text);
        const { status, stdout, stderr } = spawnSync(program, [script, path], { encoding: 'utf8' });
        return [status, stdout === '', stderr === ''];
      }),
    );
    rmSync(folder, { recursive: true });
    expect(codes).toEqual(
      programs.flatMap(() => [
        [0, false, true],
        [1, false, true],
        [2, true, false],
      ]),
    );
  });
});
