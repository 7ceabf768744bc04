/** The longest delay that a Node timer keeps; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

export interface Alarm {
  cancel(): void;
}

/** Rings once, at `due` (milliseconds of the wall clock) or as soon as possible after it; never before it. */
export function setAlarm(due: number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  const arm = () => {
    const rest = due - Date.now();
    timer = setTimeout(
      () => {
        if (Date.now() >= due) ring();
        else arm();
      },
      Math.min(Math.max(rest, 0), LONGEST_TIMER_MS),
    );
  };
  arm();
  return { cancel: () => clearTimeout(timer) };
}
