import type { CatalogueEntry } from './catalogue.ts';
import { firstDayOf, lastDayOf } from './scheme-year.ts';
import type { SchemeYear } from './scheme-year.ts';

type Line = Omit<CatalogueEntry, 'validFrom' | 'validTo'>;

const inYear = (line: Line, year: SchemeYear): CatalogueEntry => ({
  ...line,
  validFrom: firstDayOf(year),
  validTo: lastDayOf(year),
});
const inBothYears = (line: Line): readonly CatalogueEntry[] => [
  inYear(line, '2024-25'),
  inYear(line, '2025-26'),
];

const SPLIT_QUALIFICATION = {
  kind: 'qualification',
  fund: 'main',
  split: true,
  rate: 'up-to-maximum',
  illustrative: false,
} as const;

const CARE_CERTIFICATE = {
  ...SPLIT_QUALIFICATION,
  code: 'ASCC-L2',
  title: 'Level 2 Adult Social Care Certificate',
  level: 2,
  minimumAge: 19,
} as const;

const diploma = (
  code: string,
  title: string,
  level: number,
  maximumPence: number,
): readonly CatalogueEntry[] =>
  inBothYears({ ...SPLIT_QUALIFICATION, code, title, level, maximumPence, illustrative: true });

const leadershipCourse = (code: string, title: string, maximumPence: number): readonly CatalogueEntry[] =>
  inBothYears({
    code,
    title,
    kind: 'course',
    fund: 'main',
    split: false,
    rate: 'up-to-maximum',
    maximumPence,
    illustrative: true,
  });

/** Oliver McGowan training: in-house is a fixed amount, bought in is up to a maximum (rule A2, section 9). */
const oliver = (
  code: string,
  title: string,
  rate: CatalogueEntry['rate'],
  maximumPence: number,
): CatalogueEntry =>
  inYear(
    { code, title, kind: 'course', fund: 'oliver', split: false, rate, maximumPence, illustrative: false },
    '2025-26',
  );

/**
 * The list that ships with the product. Sources: the Level 2 certificate's rates are the department's (rule A9), the
 * digital leadership award's is Community Care's report of the 2025-26 list (rule A10), the Oliver McGowan rates are
 * the service team's (section 9). Rates that no source states are `illustrative`.
 */
export const SHIPPED_CATALOGUE: readonly CatalogueEntry[] = [
  inYear({ ...CARE_CERTIFICATE, maximumPence: 150_000 }, '2024-25'),
  inYear({ ...CARE_CERTIFICATE, maximumPence: 154_000 }, '2025-26'),
  inYear(
    {
      ...SPLIT_QUALIFICATION,
      code: 'DIGLEAD-L5',
      title: 'Level 5 Award in Understanding Digital Leadership in Adult Social Care',
      level: 5,
      maximumPence: 100_000,
    },
    '2025-26',
  ),
  oliver('OMMT/T1/INT', 'Oliver McGowan training, tier 1, delivered in-house', 'fixed', 1_250),
  oliver('OMMT/T1/EXT', 'Oliver McGowan training, tier 1, bought in', 'up-to-maximum', 2_500),
  oliver('OMMT/T2/INT', 'Oliver McGowan training, tier 2, delivered in-house', 'fixed', 5_000),
  oliver('OMMT/T2/EXT', 'Oliver McGowan training, tier 2, bought in', 'up-to-maximum', 9_000),
  ...diploma('DIPAC-L3', 'Level 3 Diploma in Adult Care', 3, 200_000),
  ...diploma('DIPAC-L4', 'Level 4 Diploma in Adult Care', 4, 220_000),
  ...diploma('DIPLM-L5', 'Level 5 Diploma in Leadership and Management for Adult Care', 5, 280_000),
  inYear(
    {
      ...SPLIT_QUALIFICATION,
      code: 'AUTISM-L2',
      title: 'Level 2 Certificate in Understanding Autism',
      level: 2,
      maximumPence: 40_000,
      illustrative: true,
    },
    '2025-26',
  ),
  inYear(
    {
      ...SPLIT_QUALIFICATION,
      code: 'COMMWELL-L5',
      title: 'Level 5 Certificate in Principles of Commissioning for Wellbeing',
      level: 5,
      maximumPence: 90_000,
      illustrative: true,
    },
    '2025-26',
  ),
  ...leadershipCourse('LEADSUCC', 'Lead to Succeed', 80_000),
  ...leadershipCourse('WELLLED', 'Well-led', 90_000),
  ...leadershipCourse('UPM', 'Understanding Performance Management', 16_000),
  ...leadershipCourse('USM', 'Understanding Self-Management', 16_000),
  ...leadershipCourse('UWC', 'Understanding Workplace Culture', 16_000),
];
