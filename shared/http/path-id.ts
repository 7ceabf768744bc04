import { identifier } from '../contracts/http/fields.ts';

/**
 * An id from the address. What the service cannot have given out becomes an id that nothing has, so that it is simply
 * not found, and never reaches a key that the database would refuse.
 */
export const idIn = (path: Readonly<Record<string, string>>, name: string): string =>
  identifier.safeParse(path[name]).data ?? '';
