import * as z from 'zod';
import type { Organisation } from '../../domain/organisation.ts';
import { EMPLOYER_ROLES, STAFF_ROLES } from '../../domain/person.ts';
import type { EmployerPerson, Person, StaffPerson } from '../../domain/person.ts';
import { identifier, instant, schemeYear } from './shape.ts';
import type { ShapeOf } from './shape.ts';

const employerPerson = z.strictObject({
  kind: z.literal('employer'),
  personId: identifier,
  organisationId: identifier,
  role: z.enum(EMPLOYER_ROLES),
} satisfies ShapeOf<EmployerPerson>);

const staffPerson = z.strictObject({
  kind: z.literal('staff'),
  personId: identifier,
  role: z.enum(STAFF_ROLES),
} satisfies ShapeOf<StaffPerson>);

export const personSchema: z.ZodType<Person> = z.discriminatedUnion('kind', [employerPerson, staffPerson]);

/** What the rules look at of an employer. */
export const judgedOrganisationShape = {
  registration: z.enum(['in-progress', 'registered']),
  providesAdultSocialCare: z.boolean(),
  employsInEngland: z.boolean(),
  workforceDataSetUpToDateAt: instant.optional(),
  registeredWithCqc: z.boolean(),
  determinationsAccepted: z.array(schemeYear),
  bankDetails: z.enum(['none', 'given', 'verified']),
} satisfies ShapeOf<Omit<Organisation, 'organisationId' | 'name'>>;

export const organisationSchema = z.strictObject({
  ...judgedOrganisationShape,
  organisationId: identifier,
  name: z.string(),
} satisfies ShapeOf<Organisation>);
