/** Something measured, with the limit that it should keep to where there is one. */
export interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly unit: 's' | 'ms' | 'KB' | '';
  readonly limit?: number;
  /** What the figure is made of, for a line of its own below it. */
  readonly detail?: string;
}

const shown = ({ measured, unit }: Pick<Figure, 'measured' | 'unit'>): string =>
  `${measured.toFixed(unit === '' ? 0 : 1)}${unit === '' ? '' : ` ${unit}`}`;

function verdict({ measured, limit }: Figure): string {
  if (limit === undefined) return '';
  return measured > limit ? 'OVER' : 'within';
}

/** A table for people: what, how much, the limit beside it, and which side of the limit it is on. */
export function table(figures: readonly Figure[]): string {
  const cells = figures.map((figure) => {
    const { what, limit, unit } = figure;
    const bound = limit === undefined ? '' : shown({ measured: limit, unit });
    return [what, shown(figure), bound, verdict(figure)] as const;
  });
  const heads = ['', 'measured', 'limit', ''] as const;
  const wide = Math.max(...cells.map(([what]) => what.length));
  const row = ([what, measured, limit, side]: readonly [string, string, string, string]): string =>
    `${what.padEnd(wide)}  ${measured.padStart(10)}  ${limit.padStart(10)}  ${side}`.trimEnd();
  const lines = figures.flatMap((figure, index) => {
    const [what = '', measured = '', limit = '', side = ''] = cells[index] ?? [];
    return [
      row([what, measured, limit, side]),
      ...(figure.detail === undefined ? [] : [`    ${figure.detail}`]),
    ];
  });
  return [row(heads), ...lines].join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}

export const secondsSince = (since: number): number => (performance.now() - since) / 1_000;
