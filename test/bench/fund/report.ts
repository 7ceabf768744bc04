import type { Cell } from './closed-loop.ts';
import { limitsOf, ratiosAt } from './limits.ts';
import type { Figures } from './limits.ts';
import type { SurgeResult } from './surge.ts';

type Row = readonly string[];

const whole = (number: number): string => Math.round(number).toLocaleString('en-GB');
const tenth = (number: number): string => number.toFixed(1);
const percent = (share: number): string => `${whole(share * 100)}%`;
const times = (number: number): string => `${tenth(number)}×`;
const pounds = (pence: number): string => `£${whole(pence / 100)}`;

/** A table as Markdown, its columns padded so that it reads as plain text too. */
export function tableOf(head: Row, rows: readonly Row[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: Row): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [lineOf(head), rule, ...rows.map(lineOf)].join('\n');
}

const CELL_HEAD = [
  'design',
  'clients',
  'accepted/s',
  'p50 ms',
  'p99 ms',
  'write attempts',
  'write units',
  'read units',
  'busiest partition',
  'gave up',
  'wronged',
  'overspent',
];

const cellRow = (cell: Cell): Row => [
  cell.design,
  String(cell.clients),
  tenth(cell.acceptedPerSecond),
  whole(cell.p50Ms),
  whole(cell.p99Ms),
  tenth(cell.attemptsPerAccepted),
  tenth(cell.writeUnitsPerAccepted),
  tenth(cell.readUnitsPerAccepted),
  percent(cell.busiestShare),
  String(cell.gaveUp),
  String(cell.wronged),
  pounds(cell.overspentPence),
];

/** Every design under every load; units and attempts are for one accepted claim. */
export const cellsTable = ({ cells }: Figures): string => tableOf(CELL_HEAD, cells.map(cellRow));

export function ratiosTable(figures: Figures): string {
  const loads = [...new Set(figures.cells.map(({ clients }) => clients))];
  const rows = loads.map((clients) => {
    const { rate, p99, attempts, writeUnits } = ratiosAt(figures, clients);
    return [`${clients} clients`, times(rate), times(p99), times(attempts), times(writeUnits)];
  });
  return tableOf(['the line against the naive design', 'rate', 'p99', 'attempts', 'write units'], rows);
}

export const surgeTable = (surge: SurgeResult): string =>
  tableOf(
    [`${whole(surge.claims)} claims`, 'the line'],
    [
      ['accepted', whole(surge.accepted)],
      ['affordable', whole(surge.affordable)],
      ['refused for the employer’s cap', whole(surge.overCap)],
      ['on the waiting list', whole(surge.overPot)],
      ['gave up', whole(surge.gaveUp)],
      ['wronged', whole(surge.wronged)],
      ['overspent', pounds(surge.overspentPence)],
      ['unspent', pounds(surge.unspentPence)],
      ['settled after', `${tenth(surge.drainedAfterMs / 1000)} s`],
      ['p50 / p99', `${whole(surge.p50Ms)} / ${whole(surge.p99Ms)} ms`],
      ['busiest partition', percent(surge.busiestShare)],
      ['write units for an accepted claim', tenth(surge.writeUnitsPerAccepted)],
    ],
  );

export const limitsTable = (figures: Figures): string =>
  tableOf(
    ['limit', 'wanted', 'measured', ''],
    limitsOf(figures).map(({ what, wanted, measured, met }) => [
      what,
      wanted,
      measured,
      met ? 'met' : 'MISSED',
    ]),
  );
