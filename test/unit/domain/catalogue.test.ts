import { describe, expect, it } from 'vitest';
import { SHIPPED_CATALOGUE } from '../../../shared/domain/catalogue-entries.ts';
import { entryOn, evidenceRequired } from '../../../shared/domain/catalogue.ts';
import { governingDay, governingEntry } from '../../../shared/domain/governing-day.ts';

const on = (code: string, day: string) => entryOn(SHIPPED_CATALOGUE, code, day).entry;

describe('the payment date picks the line of the catalogue, first and last valid day included (rule Y2)', () => {
  it.each([
    ['2024-03-31', undefined],
    ['2024-04-01', 150_000],
    ['2025-03-31', 150_000],
    ['2025-04-01', 154_000],
    ['2026-03-31', 154_000],
    ['2026-04-01', undefined],
  ])('the Level 2 certificate, paid on %s', (day, maximumPence) => {
    expect(on('ASCC-L2', day)?.maximumPence).toBe(maximumPence);
  });

  it.each([
    ['2025-03-31', undefined],
    ['2025-04-01', 100_000],
    ['2026-03-31', 100_000],
    ['2026-04-01', undefined],
  ])('the digital leadership award, paid on %s', (day, maximumPence) => {
    expect(on('DIGLEAD-L5', day)?.maximumPence).toBe(maximumPence);
  });

  it('the lines that do not cover the day are given beside it', () => {
    const { entry, others } = entryOn(SHIPPED_CATALOGUE, 'ASCC-L2', '2025-04-01');
    expect(entry?.validFrom).toBe('2025-04-01');
    expect(others.map(({ validFrom }) => validFrom)).toEqual(['2024-04-01']);
  });

  it('every line is given when none covers the day', () => {
    const { entry, others } = entryOn(SHIPPED_CATALOGUE, 'ASCC-L2', '2026-04-01');
    expect(entry).toBeUndefined();
    expect(others).toHaveLength(2);
  });

  it('another code is another training', () => {
    expect(entryOn(SHIPPED_CATALOGUE, 'ASCC', '2025-04-01')).toEqual({ entry: undefined, others: [] });
  });
});

const BOTH = ['2024-25', '2025-26'];
const SECOND = ['2025-26'];
const years = (code: string): readonly string[] =>
  SHIPPED_CATALOGUE.filter((line) => line.code === code).map(
    ({ validFrom, validTo }) => `${validFrom.slice(0, 4)}-${validTo.slice(2, 4)}`,
  );

describe('the list that ships', () => {
  it.each([
    ['ASCC-L2', 'qualification', 'main', BOTH],
    ['DIGLEAD-L5', 'qualification', 'main', SECOND],
    ['OMMT/T1/INT', 'course', 'oliver', SECOND],
    ['OMMT/T1/EXT', 'course', 'oliver', SECOND],
    ['OMMT/T2/INT', 'course', 'oliver', SECOND],
    ['OMMT/T2/EXT', 'course', 'oliver', SECOND],
    ['DIPAC-L3', 'qualification', 'main', BOTH],
    ['DIPAC-L4', 'qualification', 'main', BOTH],
    ['DIPLM-L5', 'qualification', 'main', BOTH],
    ['AUTISM-L2', 'qualification', 'main', SECOND],
    ['COMMWELL-L5', 'qualification', 'main', SECOND],
    ['LEADSUCC', 'course', 'main', BOTH],
    ['WELLLED', 'course', 'main', BOTH],
    ['UPM', 'course', 'main', BOTH],
    ['USM', 'course', 'main', BOTH],
    ['UWC', 'course', 'main', BOTH],
  ])('%s is a %s of the fund %s in %j', (...[code, kind, fund, expected]) => {
    const lines = SHIPPED_CATALOGUE.filter((line) => line.code === code);
    expect(years(code)).toEqual(expected);
    // A qualification may be split, a course never (rule T1).
    const expectedOfEach = lines.map(() => [kind, fund, kind === 'qualification']);
    expect(lines.map((line) => [line.kind, line.fund, line.split])).toEqual(expectedOfEach);
  });

  it('has sixteen trainings and no others', () => {
    expect(new Set(SHIPPED_CATALOGUE.map(({ code }) => code)).size).toBe(16);
  });

  it.each([
    ['OMMT/T1/INT', 'fixed', 1_250],
    ['OMMT/T1/EXT', 'up-to-maximum', 2_500],
    ['OMMT/T2/INT', 'fixed', 5_000],
    ['OMMT/T2/EXT', 'up-to-maximum', 9_000],
  ])('%s is %s at %d pence', (code, rate, maximumPence) => {
    expect(on(code, '2025-10-01')).toMatchObject({ rate, maximumPence });
  });

  it('is fixed for in-house Oliver McGowan training alone', () => {
    const codes = SHIPPED_CATALOGUE.filter(({ rate }) => rate === 'fixed').map(({ code }) => code);
    expect(codes).toEqual(['OMMT/T1/INT', 'OMMT/T2/INT']);
  });

  it('asks for 19 years of age for the Level 2 certificate alone (rule S9)', () => {
    const limited = SHIPPED_CATALOGUE.filter(({ minimumAge }) => minimumAge !== undefined);
    expect(limited.map(({ code, minimumAge }) => [code, minimumAge])).toEqual([
      ['ASCC-L2', 19],
      ['ASCC-L2', 19],
    ]);
  });

  it('says which rates no source states', () => {
    const stated = SHIPPED_CATALOGUE.filter(({ illustrative }) => !illustrative).map(({ code }) => code);
    expect(new Set(stated)).toEqual(
      new Set(['ASCC-L2', 'DIGLEAD-L5', 'OMMT/T1/INT', 'OMMT/T1/EXT', 'OMMT/T2/INT', 'OMMT/T2/EXT']),
    );
  });

  it('never has two lines for one training on one day', () => {
    const overlaps = SHIPPED_CATALOGUE.flatMap((line, index) =>
      SHIPPED_CATALOGUE.slice(index + 1).filter(
        (other) =>
          other.code === line.code && other.validFrom <= line.validTo && line.validFrom <= other.validTo,
      ),
    );
    expect(overlaps).toEqual([]);
  });

  it('pays whole, positive pence', () => {
    expect(SHIPPED_CATALOGUE.filter(({ maximumPence: p }) => !Number.isSafeInteger(p) || p <= 0)).toEqual([]);
  });
});

describe('the evidence that a claim must show (section 7)', () => {
  it.each([
    ['full', 'up-to-maximum', true, true],
    ['start', 'up-to-maximum', true, false],
    ['completion', 'up-to-maximum', false, true],
    ['full', 'fixed', false, true],
  ] as const)('%s, %s: payment %s, completion %s', (...[type, rate, payment, completion]) => {
    expect(evidenceRequired({ rate }, type)).toEqual({ payment, completion });
  });
});

const inHouse = SHIPPED_CATALOGUE.filter(({ code }) => code === 'OMMT/T1/INT');
const boughtIn = SHIPPED_CATALOGUE.filter(({ code }) => code === 'OMMT/T1/EXT');
const certificate = SHIPPED_CATALOGUE.filter(({ code }) => code === 'ASCC-L2');
const learner = (completionDate?: string) => ({
  learnerId: 'learner-1',
  ...(completionDate === undefined ? {} : { completionDate }),
});

describe('the day that governs a claim', () => {
  it('is the payment, whenever the training was completed (rule Y1)', () => {
    const claim = { paymentDate: '2025-03-31', learners: [learner('2025-06-30')] };
    expect(governingDay(claim, certificate)).toBe('2025-03-31');
    expect(governingDay(claim, boughtIn)).toBe('2025-03-31');
  });

  it('is the payment too for training that nobody lists', () => {
    expect(governingDay({ paymentDate: '2025-03-31', learners: [learner('2025-06-30')] }, [])).toBe(
      '2025-03-31',
    );
  });

  it('is not known before the payment is', () => {
    expect(governingDay({ learners: [learner('2025-06-30')] }, certificate)).toBeUndefined();
  });

  it('is the last completion for in-house training, which has no payment (rule Y7)', () => {
    const learners = [learner('2025-06-30'), learner('2025-07-02'), learner('2025-05-01')];
    expect(governingDay({ learners }, inHouse)).toBe('2025-07-02');
    expect(governingDay({ paymentDate: '2024-05-01', learners }, inHouse)).toBe('2025-07-02');
  });

  it('is not known for in-house training that nobody completed', () => {
    expect(governingDay({ learners: [learner()] }, inHouse)).toBeUndefined();
  });
});

describe('the line that pays a claim', () => {
  const paidOn = (paymentDate: string) =>
    governingEntry({ trainingCode: 'ASCC-L2', paymentDate, learners: [learner()] }, SHIPPED_CATALOGUE);

  it.each([
    ['2025-03-31', 150_000],
    ['2025-04-01', 154_000],
  ])('paid on %s', (day, maximumPence) => {
    expect(paidOn(day)).toMatchObject({ day, entry: { code: 'ASCC-L2', maximumPence } });
  });

  it.each(['2024-03-31', '2026-04-01'])('paid on %s, outside every line: none', (day) => {
    expect(paidOn(day)).toBeUndefined();
  });

  it.each([
    ['2025-03-31', undefined],
    ['2025-04-01', 1_250],
    ['2026-03-31', 1_250],
    ['2026-04-01', undefined],
  ])('in-house, completed on %s', (day, maximumPence) => {
    const claim = { trainingCode: 'OMMT/T1/INT', learners: [learner(day)] };
    expect(governingEntry(claim, SHIPPED_CATALOGUE)?.entry.maximumPence).toBe(maximumPence);
  });

  it('is none while the governing day is not known, and for training that is not listed', () => {
    const unpaid = { trainingCode: 'ASCC-L2', learners: [learner('2025-06-01')] };
    expect(governingEntry(unpaid, SHIPPED_CATALOGUE)).toBeUndefined();
    const unlisted = { trainingCode: 'NOPE', paymentDate: '2025-06-01', learners: [learner()] };
    expect(governingEntry(unlisted, SHIPPED_CATALOGUE)).toBeUndefined();
  });
});
