import type { DayNumber } from '../calendar.ts';
import { ask, makeForm } from './answers.ts';
import { type Family, subgroupOf } from './families.ts';
import { after, makeStep } from './steps.ts';
import { makeInvolvement } from './workers.ts';
import { type Care, adoptiveStay } from './placements.ts';
import { type MosaicWorld, type People, someOf } from './world.ts';

/**
 * The decision that adoption is in a child's interest, and the journey after it: matched, placed,
 * or given up.
 */
export function makeAdoption(world: MosaicWorld, family: Family, people: People, care: Care): void {
  const { random, calendar } = world;
  const { start } = care;
  const last = care.end ?? 0;
  if (last - start < 120) return;
  const placed = adoptiveStay(care)?.start ?? last - 80;
  const together = someOf(world, people, 0.8);
  const decided = random.between(start + 5, Math.max(placed - 10, start + 10));
  const within = (day: DayNumber): string | null => calendar.day(Math.min(day, last));
  const decision = makeStep(world, {
    type: 'adoptionDecision',
    subgroup: subgroupOf(world, family, together),
    day: decided,
    status: 'COMPLETED',
    lasts: random.between(0, 20),
    viewColumns: () => ({ ADOPTION_BEST_INTEREST_DATE: calendar.day(decided) }),
  });
  for (const person of together) {
    if (random.chance(0.7)) makeInvolvement(world, person, decided, 'FAMFINDSOC');
  }
  let day = decided;
  for (const column of ['ADOPTION_MATCH_DATE', 'ADOPTION_PLAN_DATE_CEASED'] as const) {
    if (!random.chance(column === 'ADOPTION_MATCH_DATE' ? 0.7 : 0.3)) continue;
    day += random.between(20, 150);
    const happened = within(day);
    const progress = makeStep(world, {
      type: 'adoptionProgress',
      subgroup: subgroupOf(world, family, someOf(world, together, 0.8)),
      day,
      lasts: random.between(0, 10),
      from: [after(world, decision, 'note')],
      viewColumns: () => ({
        [column]: happened,
        ADOPTION_PLAN_REASON_CAT_CODE:
          column === 'ADOPTION_PLAN_DATE_CEASED'
            ? random.pickOrNull(['RD1', 'RD2', 'RD3', 'RD4'], 0.05)
            : null,
      }),
    });
    const form = makeForm(world, progress.subgroup, day, progress);
    if (random.chance(0.6)) {
      ask(world, form, 'fosterToAdopt', () => ({ date: within(decided + random.between(5, 80)) }));
    }
    if (together.length > 1 || random.chance(0.3)) {
      ask(world, form, 'together', () => ({ number: random.between(0, 3) }));
      ask(world, form, 'apart', () => ({ text: random.pick(['0', '1', '2', 'one']) }));
    }
  }
}
