import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { adaptersOn } from '../ports.ts';
import type { Spoil } from '../world.ts';

/** What a programme with a fault writes instead; undefined: it forgets to write it at all. */
type Rewrite = (item: TransactWriteItem) => TransactWriteItem | undefined;

function rewritten(command: unknown, rewrite: Rewrite): unknown {
  if (!(command instanceof TransactWriteItemsCommand)) return command;
  const TransactItems = (command.input.TransactItems ?? []).flatMap((item) => rewrite(item) ?? []);
  return new TransactWriteItemsCommand({ ...command.input, TransactItems });
}

/** Every transaction of the programme as it would be with this fault. */
export const writingInstead =
  (rewrite: Rewrite): Spoil =>
  (ports, world, process) => ({
    ...ports,
    ...adaptersOn(world.clientFor(process, (command) => rewritten(command, rewrite))),
  });

/** The key of what is put, as one text. */
export const putKeyOf = ({ Put }: TransactWriteItem): string =>
  [Put?.Item?.['pk'], Put?.Item?.['sk'], Put?.Item?.['line']].map((part) => part?.S ?? '').join(' ');

/** The same put, whatever is there already. */
export function unconditional({ Put }: TransactWriteItem): TransactWriteItem {
  return { Put: { TableName: Put?.TableName, Item: Put?.Item } };
}
