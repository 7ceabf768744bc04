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
  // No awarding organisation could launch it before (FAQ of January 2024).
  firstStart: '2024-06-03',
} as const;

type Listed = Pick<CatalogueEntry, 'code' | 'title' | 'maximumPence'>;

const diploma = (listed: Listed & { readonly level: number }): readonly CatalogueEntry[] =>
  inBothYears({ ...SPLIT_QUALIFICATION, ...listed, illustrative: true });

const COURSE = { kind: 'course', split: false, illustrative: false } as const;

const leadershipCourse = (listed: Listed): readonly CatalogueEntry[] =>
  inBothYears({ ...COURSE, ...listed, fund: 'main', rate: 'up-to-maximum', illustrative: true });

/** Oliver McGowan training: in-house is a fixed amount, bought in is up to a maximum (rule A2, section 9). */
const oliver = (listed: Listed & Pick<CatalogueEntry, 'rate' | 'course'>): CatalogueEntry =>
  inYear({ ...COURSE, ...listed, fund: 'oliver' }, '2025-26');

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
  oliver({
    code: 'OMMT/T1/INT',
    course: 'OMMT/T1',
    title: 'Oliver McGowan training, tier 1, delivered in-house',
    rate: 'fixed',
    maximumPence: 1_250,
  }),
  oliver({
    code: 'OMMT/T1/EXT',
    course: 'OMMT/T1',
    title: 'Oliver McGowan training, tier 1, bought in',
    rate: 'up-to-maximum',
    maximumPence: 2_500,
  }),
  oliver({
    code: 'OMMT/T2/INT',
    course: 'OMMT/T2',
    title: 'Oliver McGowan training, tier 2, delivered in-house',
    rate: 'fixed',
    maximumPence: 5_000,
  }),
  oliver({
    code: 'OMMT/T2/EXT',
    course: 'OMMT/T2',
    title: 'Oliver McGowan training, tier 2, bought in',
    rate: 'up-to-maximum',
    maximumPence: 9_000,
  }),
  ...diploma({ code: 'DIPAC-L3', title: 'Level 3 Diploma in Adult Care', level: 3, maximumPence: 200_000 }),
  ...diploma({ code: 'DIPAC-L4', title: 'Level 4 Diploma in Adult Care', level: 4, maximumPence: 220_000 }),
  ...diploma({
    code: 'DIPLM-L5',
    title: 'Level 5 Diploma in Leadership and Management for Adult Care',
    level: 5,
    maximumPence: 280_000,
  }),
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
  ...leadershipCourse({ code: 'LEADSUCC', title: 'Lead to Succeed', maximumPence: 80_000 }),
  ...leadershipCourse({ code: 'WELLLED', title: 'Well-led', maximumPence: 90_000 }),
  ...leadershipCourse({ code: 'UPM', title: 'Understanding Performance Management', maximumPence: 16_000 }),
  ...leadershipCourse({ code: 'USM', title: 'Understanding Self-Management', maximumPence: 16_000 }),
  ...leadershipCourse({ code: 'UWC', title: 'Understanding Workplace Culture', maximumPence: 16_000 }),
];
