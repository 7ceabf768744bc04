/** Where long polls wait until something may have come into a queue. */
export interface Arrivals {
  announce(queueName: string): void;
  /** Resolves at the next announcement for the queue, after the time, or when the signal ends the wait. */
  wait(queueName: string, milliseconds: number, ended: AbortSignal): Promise<void>;
}

export function arrivals(): Arrivals {
  const waiting = new Map<string, Set<() => void>>();
  return {
    announce(queueName) {
      const all = waiting.get(queueName);
      waiting.delete(queueName);
      all?.forEach((wake) => {
        wake();
      });
    },
    wait: (queueName, milliseconds, ended) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          ended.removeEventListener('abort', wake);
          waiting.get(queueName)?.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        ended.addEventListener('abort', wake);
        const all = waiting.get(queueName) ?? new Set();
        waiting.set(queueName, all.add(wake));
      }),
  };
}
