/** The items of ongoing transactions: whoever else wants to write one of them is rejected. */
export interface HeldItems {
  isHeld(item: string): boolean;
  hold(items: readonly string[]): void;
  release(items: readonly string[]): void;
  readonly count: number;
}

export function heldItems(): HeldItems {
  const held = new Set<string>();
  return {
    isHeld: (item) => held.has(item),
    hold(items) {
      for (const item of items) held.add(item);
    },
    release(items) {
      for (const item of items) held.delete(item);
    },
    get count() {
      return held.size;
    },
  };
}
