import * as z from 'zod';
import { FUNDS } from '../../../domain/catalogue.ts';
import type { Route } from '../../routes.ts';

/** What stands in the braces of an address. */
const PARTS: Readonly<Record<string, z.ZodType>> = {
  ref: z.string().meta({
    param: {
      id: 'ClaimReferenceInPath',
      description: 'The claim’s reference. Small letters and missing dashes are forgiven.',
      example: '7KD-M3QX-9TWB-A',
    },
  }),
  learnerId: z.string().meta({ param: { id: 'LearnerId', description: 'The learner’s id.' } }),
  evidenceId: z.string().meta({ param: { id: 'EvidenceId', description: 'The file’s id.' } }),
  changeSetId: z.string().meta({ param: { id: 'ChangeSetId', description: 'The change set’s id.' } }),
  fund: z.enum(FUNDS).meta({ param: { id: 'FundInPath', description: 'The fund.' } }),
  year: z.string().meta({ param: { id: 'YearInPath', description: 'The scheme year.', example: '2025-26' } }),
  scheduled: z.string().meta({
    param: { id: 'ScheduledInPath', description: 'The scheduled function.', example: 'expire-claims' },
  }),
};

const names = ({ path }: Pick<Route, 'path'>): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);

/** The parameters in a route’s address. Throws for one that nobody has described. */
export function addressOf(route: Pick<Route, 'path'>): z.ZodObject {
  return z.object(
    Object.fromEntries(
      names(route).map((name) => {
        const part = PARTS[name];
        if (part === undefined) throw new Error(`The address ${route.path} has an unknown part, ${name}.`);
        return [name, part];
      }),
    ),
  );
}
