import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createFundJournal } from '../../shared/adapters/dynamodb/fund-journal.ts';
import { wholeJournal } from '../../shared/application/ports/fund-journal.ts';
import type { FundJournal } from '../../shared/application/ports/fund-journal.ts';
import type { JournalLine } from '../../shared/domain/fund/journal.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import { aClaim, aFund, aLimit } from '../support/fund-journals.ts';
import type { WrittenFund } from '../support/fund-journals.ts';

let data: DataTables;
let journal: FundJournal;
let fund: WrittenFund;
/** Three rows: line 1; lines 2 to 6; lines 7 and 8. */
let lines: readonly JournalLine[];

beforeAll(async () => {
  data = await startDataTables();
  journal = createFundJournal(data);
  fund = aFund(data);
  const claims = (count: number) => Array.from({ length: count }, (_, index) => aClaim(`org-${index}`, 100));
  lines = [
    ...(await fund.write([aLimit(10_000)])),
    ...(await fund.write(claims(5))),
    ...(await fund.write(claims(2))),
  ];
});
afterAll(() => data.end());

const read = (after: number, limit = 500) => journal.read(fund.fundYear, { after, limit });
const numbersAfter = async (after: number, limit?: number) =>
  (await read(after, limit)).map(({ number }) => number);

describe('the journal of a fund', () => {
  it('reads back every line as it was written, in the order of the numbers', async () => {
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await read(0)).toEqual(lines);
  });

  it.each([
    ['at the end of a row', 1, [2, 3, 4, 5, 6, 7, 8]],
    ['after the first line of a row', 2, [3, 4, 5, 6, 7, 8]],
    ['in the middle of a row', 4, [5, 6, 7, 8]],
    ['at the end of a long row', 6, [7, 8]],
    ['in the last row', 7, [8]],
    ['at the end of the journal', 8, []],
    ['beyond the end', 9, []],
    ['far beyond the end', 999_999_999_999, []],
  ])('goes on %s', async (_where, after, numbers) => {
    expect(await numbersAfter(after)).toEqual(numbers);
  });

  it.each([
    ['inside a row', 0, [1, 2, 3]],
    ['inside the row that it began in', 2, [3, 4]],
    ['over the edge of a row', 4, [5, 6, 7]],
    ['at the edge of a row', 1, [2, 3, 4, 5, 6]],
    ['after one line', 5, [6]],
  ])('ends a page %s', async (_where, after, numbers) => {
    expect(await numbersAfter(after, numbers.length)).toEqual(numbers);
  });

  it.each([1, 2, 3, 4, 5, 8, 9])('is the same in pages of %i', async (limit) => {
    const paged: JournalLine[] = [];
    for (;;) {
      const page = await read(paged.at(-1)?.number ?? 0, limit);
      expect(page.length).toBeLessThanOrEqual(limit);
      if (page.length === 0) break;
      paged.push(...page);
    }
    expect(paged).toEqual(lines);
  });

  it('is read whole, page after page', async () => {
    const whole: JournalLine[] = [];
    for await (const line of wholeJournal(journal, fund.fundYear)) whole.push(line);
    expect(whole).toEqual(lines);
  });

  it('is empty where nobody has set a limit', async () => {
    const unset = aFund(data);
    await unset.write([aClaim('org-a', 100)]);
    expect(await journal.read(unset.fundYear, { after: 0, limit: 500 })).toEqual([]);
  });

  it('is of its own fund and year alone', async () => {
    const other = aFund(data);
    await other.write([aLimit(5_000)]);
    expect(await journal.read(other.fundYear, { after: 0, limit: 500 })).toHaveLength(1);
    expect(await journal.read({ ...other.fundYear, fund: 'oliver' }, { after: 0, limit: 500 })).toEqual([]);
    expect(await read(0)).toEqual(lines);
  });
});

describe('a long journal', () => {
  it('is read no further than the page needs, however many lines a row has', async () => {
    const busy = aFund(data);
    await busy.write([aLimit(1_000_000)]);
    for (let row = 0; row < 12; row += 1)
      await busy.write(Array.from({ length: 25 }, (_, index) => aClaim(`org-${index}`, 1)));
    let rowsRead = 0;
    const page = z.object({ Items: z.array(z.unknown()).default([]) });
    const client = data.clientWith(({ output }) => {
      rowsRead += page.parse(output).Items.length;
    });
    const counted = createFundJournal({ client, tables: data.tables });

    const found = await counted.read(busy.fundYear, { after: 26, limit: 5 });

    expect(found.map(({ number }) => number)).toEqual([27, 28, 29, 30, 31]);
    expect(rowsRead).toBeLessThanOrEqual(6);
    client.destroy();
  });

  it('is read in pages as long as everybody reads them', async () => {
    const long = aFund(data);
    await long.write([aLimit(1_000_000)]);
    for (let row = 0; row < 24; row += 1)
      await long.write(Array.from({ length: 25 }, (_, index) => aClaim(`org-${index}`, 1)));

    const first = await journal.read(long.fundYear, { after: 0, limit: 500 });
    const rest = await journal.read(long.fundYear, { after: 500, limit: 500 });

    expect(first.map(({ number }) => number)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(rest.map(({ number }) => number)).toEqual(Array.from({ length: 101 }, (_, index) => index + 501));
  });
});

describe('a line of the journal that was changed', () => {
  it('is corrupt when what it moved does not add up', async () => {
    const spoilt = aFund(data);
    const [line] = await spoilt.write([aLimit(1_000)]);
    const { fund: name, year } = spoilt.fundYear;
    const key = { pk: `JOURNAL#${name}#${year}`, sk: '000000000001' };
    expect(await data.row('funds', key)).toMatchObject({ lines: [{ hash: line?.hash }] });
    const moved = { ...line?.moved, availablePence: 1_001 };
    await data.spoil(
      'funds',
      marshall({ ...key, lines: [{ ...line, moved }] }, { removeUndefinedValues: true }),
    );

    await expect(journal.read(spoilt.fundYear, { after: 0, limit: 500 })).rejects.toMatchObject({
      name: 'CorruptRecordError',
    });
  });
});

/** Lets the first question of a reading pass; before the next, something happens. */
async function betweenTwoQuestions<Answer>(
  happens: () => Promise<unknown>,
  reading: () => Promise<Answer>,
): Promise<Answer> {
  const { middlewareStack } = data.client;
  let asked = 0;
  middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'QueryCommand') {
          asked += 1;
          if (asked === 2) await happens();
        }
        return next(args);
      },
    { step: 'initialize', name: 'between' },
  );
  const answer = await reading();
  middlewareStack.remove('between');
  expect(asked).toBeGreaterThanOrEqual(2);
  return answer;
}

it.each([
  ['from its beginning', 0],
  ['from the end of a row', 1],
  ['from the middle of a row', 3],
])('a journal that grows while it is read %s has no gap', async (_where, after) => {
  const growing = aFund(data);
  const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
  if (after > 0) await growing.write([aLimit(10_000)]);
  if (after > 1) await growing.write([aClaim('org-a', 1), aClaim('org-b', 1), aClaim('org-c', 1)]);
  const own = createFundJournal(data);
  const lines = await betweenTwoQuestions(
    async () => {
      // So that a question that is asked at the same moment has its answer before anything is written.
      await pause();
      await growing.write(after === 0 ? [aLimit(10_000)] : [aClaim('org-d', 1)]);
      await growing.write([aClaim('org-e', 1), aClaim('org-f', 1)]);
    },
    () => own.read(growing.fundYear, { after, limit: 500 }),
  );
  expect(lines.map(({ number }) => number)).toEqual(lines.map((_line, index) => after + 1 + index));
});
