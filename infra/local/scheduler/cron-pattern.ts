const MONTH = '(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)';
const DAY = '(?:SUN|MON|TUE|WED|THU|FRI|SAT)';

/** A value, a range or a star, each with or without a step ("0/15"), and lists of them. */
const listOf = (item: string): string => `${item}(?:,${item})*`;
const steps = (value: string): string => listOf(`(?:\\*|${value}(?:-${value})?)(?:/\\d+)?`);
const whole = (source: string): RegExp => new RegExp(`^(?:${source})$`, 'i');

/** The six fields of an AWS cron expression, in order, with what AWS documents for each. */
const FIELDS = [
  { name: 'minutes', accepts: whole(steps('\\d+')) },
  { name: 'hours', accepts: whole(steps('\\d+')) },
  { name: 'day-of-month', accepts: whole(`\\?|L|LW|\\d+W|${steps('\\d+')}`) },
  { name: 'month', accepts: whole(steps(`(?:\\d+|${MONTH})`)) },
  {
    name: 'day-of-week',
    accepts: whole(
      `\\?|\\*|L|(?:[1-7]|${DAY})(?:L|#[1-5])|${listOf(`(?:[1-7]|${DAY})(?:-(?:[1-7]|${DAY}))?`)}`,
    ),
  },
  { name: 'year', accepts: whole(steps('\\d{4}')) },
];

/**
 * Turns the fields of an AWS `cron(...)` into a croner pattern of seven fields that counts days from Sunday = 1
 * (croner's `alternativeWeekdays`) and starts steps at a number (its `sloppyRanges`).
 *
 * Throws on a field that AWS does not document: croner would accept more, with another meaning.
 */
export function toCronPattern(fields: readonly string[]): string {
  if (fields.length !== FIELDS.length) {
    throw new Error(`a cron expression has ${FIELDS.length} fields, not ${fields.length}`);
  }
  FIELDS.forEach(({ name, accepts }, index) => {
    const field = fields[index] ?? '';
    if (!accepts.test(field)) {
      throw new Error(`the ${name} field "${field}" cannot be mapped`);
    }
  });
  const [minutes, hours, dayOfMonth = '', month, dayOfWeek = '', year] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new Error('exactly one of day-of-month and day-of-week must be "?"');
  }
  // croner reads "?" as "the current value"; as "*" it leaves the choice to the other day field.
  // A lone L is the last day of the week, Saturday.
  const days = dayOfMonth === '?' ? '*' : dayOfMonth;
  const weekdays = dayOfWeek === '?' ? '*' : dayOfWeek.replace(/^L$/i, '7');
  return ['0', minutes, hours, days, month, weekdays, year].join(' ');
}
