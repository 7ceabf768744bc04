import type { LimitPorts } from '../../../shared/application/fund/set-limits.ts';
import { setLimits } from '../../../shared/application/fund/set-limits.ts';
import type { FundLedger } from '../../../shared/application/ports/fund-ledger.ts';
import type { WorkContext } from '../../../shared/application/ports/context.ts';
import type { Instant } from '../../../shared/domain/calendar-day.ts';
import type { Organisation } from '../../../shared/domain/organisation.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { DEMO_LIMITS, DEMO_ORGANISATIONS, DEMO_PEOPLE } from './demo-data.ts';

export interface PlantPorts extends LimitPorts {
  readonly figures: Pick<FundLedger, 'readPot'>;
  readonly people: { putPerson(person: Person): Promise<void> };
  readonly organisations: { putOrganisation(organisation: Organisation): Promise<void> };
  readonly sandboxClock: { set(now: Instant | null): Promise<void> };
}

async function openFund(
  ports: PlantPorts,
  limits: (typeof DEMO_LIMITS)[number],
  context: WorkContext,
): Promise<void> {
  // A fund that is open keeps its limits: a restart on old data must not undo what was set since.
  if ((await ports.figures.readPot(limits.fundYear)) !== undefined) return;
  const set = await setLimits(ports, limits, context);
  if (!set.ok) throw new Error(`The fund ${limits.fundYear.fund} ${limits.fundYear.year} was not opened`);
}

/** Puts the invented data in. Doing it again changes nothing. */
export async function plant(
  ports: PlantPorts,
  seed: { readonly seed: 'demo' | 'empty'; readonly clock: Instant | null },
  context: WorkContext,
): Promise<{ readonly people: number; readonly organisations: number; readonly funds: number }> {
  if (seed.clock !== null) await ports.sandboxClock.set(seed.clock);
  if (seed.seed === 'empty') return { people: 0, organisations: 0, funds: 0 };
  await Promise.all([
    ...DEMO_PEOPLE.map((person) => ports.people.putPerson(person)),
    ...DEMO_ORGANISATIONS.map((organisation) => ports.organisations.putOrganisation(organisation)),
    ...DEMO_LIMITS.map((limits) => openFund(ports, limits, context)),
  ]);
  return { people: DEMO_PEOPLE.length, organisations: DEMO_ORGANISATIONS.length, funds: DEMO_LIMITS.length };
}
