/** Simulated time, in milliseconds, and what is still to happen in it. */
export interface Schedule {
  readonly now: () => number;
  /** Lets something happen so many milliseconds from now. Things of the same moment happen in the order of asking. */
  after(delay: number, happens: () => void): void;
  /** Lets time pass until that moment; returns what threw. Between two happenings every promise goes as far as it can. */
  runUntil(moment: number): Promise<void>;
  /** How much has happened so far. */
  readonly steps: () => number;
}

interface Happening {
  readonly moment: number;
  readonly order: number;
  readonly happens: () => void;
}

const isBefore = (a: Happening, b: Happening): boolean =>
  a.moment < b.moment || (a.moment === b.moment && a.order < b.order);

/** A binary heap: the earliest is on top. */
function push(heap: Happening[], item: Happening): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(item, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = item;
}

function sink(heap: Happening[], item: Happening): void {
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    if (left === undefined) break;
    const takesRight = right !== undefined && isBefore(right, left);
    const child = takesRight ? right : left;
    if (!isBefore(child, item)) break;
    heap[at] = child;
    at = 2 * at + (takesRight ? 2 : 1);
  }
  heap[at] = item;
}

function pop(heap: Happening[]): void {
  const last = heap.pop();
  if (last !== undefined && heap.length > 0) sink(heap, last);
}

/** One turn of the event loop, after which no promise has anything left to do. No clock has a part in it. */
const everyPromiseIsDone = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createSchedule(start: number): Schedule {
  const heap: Happening[] = [];
  let now = start;
  let order = 0;
  let steps = 0;
  return {
    now: () => now,
    steps: () => steps,
    after(delay, happens) {
      order += 1;
      push(heap, { moment: now + Math.max(0, Math.round(delay)), order, happens });
    },
    async runUntil(moment) {
      await everyPromiseIsDone();
      for (let [next] = heap; next !== undefined && next.moment <= moment; [next] = heap) {
        pop(heap);
        ({ moment: now } = next);
        steps += 1;
        next.happens();
        await everyPromiseIsDone();
      }
      now = Math.max(now, moment);
    },
  };
}
