import * as z from 'zod';
import type { TableDefinition } from '../../../infra/local/dynamodb/table-definition.ts';
import { goodAnswer } from './engine-link.ts';
import type { Call, EngineLink } from './engine-link.ts';
import { imageOf } from './images.ts';
import type { Image } from './images.ts';
import type { WireItem } from './item-size.ts';

/** Where an item is. */
export interface Place {
  readonly table: TableDefinition;
  readonly key: WireItem;
  readonly item: string;
}

/** The images of stored items, as far as writes have asked for them. Nobody may write past the proxy. */
export interface ItemMemory {
  /** Sees to it that the images of these items are known. */
  learn(places: readonly Place[], call: Call): Promise<void>;
  /** Undefined also means that there is no such item. */
  imageOf(item: string): Image | undefined;
  keep(item: string, image: Image | undefined): void;
  /** Reads the item again, because only the engine knows what has become of it. */
  learnAnew(place: Place, call: Call): Promise<Image | undefined>;
}

const found = z.object({ Item: z.record(z.string(), z.unknown()).optional() });

/** With `startsEmpty`, an item that no write has shown is taken not to be there, and nothing is read. */
export function itemMemory(engine: EngineLink, startsEmpty: boolean): ItemMemory {
  const images = new Map<string, Image | undefined>();
  const read = async ({ table, key, item }: Place, call: Call): Promise<void> => {
    const input = { TableName: table.name, Key: key, ConsistentRead: true };
    const { Item: stored } = goodAnswer(await engine.ask(call, 'GetItem', input), found);
    images.set(item, stored && imageOf(table, stored));
  };
  return {
    async learn(places, call) {
      if (startsEmpty) return;
      await Promise.all(places.filter(({ item }) => !images.has(item)).map((place) => read(place, call)));
    },
    imageOf: (item) => images.get(item),
    keep: (item, image) => void images.set(item, image),
    async learnAnew(place, call) {
      await read(place, call);
      return images.get(place.item);
    },
  };
}
