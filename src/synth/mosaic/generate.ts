import type { Catalogue } from '../../mapping/catalogue.ts';
import { Calendar } from '../calendar.ts';
import type { SynthesisOptions, SyntheticRows } from '../synthetic-rows.ts';
import { Random } from '../random.ts';
import { TableBuffer } from '../table-buffer.ts';
import { Ids, type World } from '../world.ts';
import { makeCare } from './care.ts';
import { makeHealthForm } from './care-work.ts';
import { type Family, makeFamily } from './families.ts';
import { makeImmigration, makeMissing, makeSubstances, makeVoice } from './forms.ts';
import { makeContact, makeReferral } from './front-door.ts';
import { makeLookups } from './lookups.ts';
import { Carers } from './carers.ts';
import { makeOtherStatus } from './other-status.ts';
import { makeEarlyHelp, makeInNeedPlan } from './plans.ts';
import { makeProtection } from './protection.ts';
import { after } from './steps.ts';
import { makeAllocation, makeInvolvement } from './workers.ts';
import { makeWorkforce } from './workforce.ts';
import { type MosaicWorld, childrenOn, someOf } from './world.ts';

/** The earliest contacts lie this many days back, beyond any usual window. */
const OLDEST = 9 * 365;

/** Step ids keep clear of ids of the visits screen, which stand in one column with them. */
const STARTS = { step: 4_000_000, form: 8_000_000, 'answer-row': 50_000_000 };

/**
 * Synthetic children as Mosaic's reporting tables hold them: families whose workflow steps are
 * shared, with the dirt that real databases have.
 */
export function* synthesiseMosaic(
  catalogue: Catalogue,
  { children, seed, asOf }: SynthesisOptions,
): Generator<SyntheticRows> {
  const random = new Random(seed);
  const columns = new Map([...catalogue].map(([name, table]) => [name, [...table.columns.keys()]]));
  const base: World = {
    random,
    calendar: new Calendar(asOf),
    buffer: new TableBuffer(columns),
    ids: new Ids(random, STARTS),
  };
  makeLookups(base);
  const world: MosaicWorld = { ...base, force: makeWorkforce(base, children) };
  const carers = new Carers(world);
  for (let made = 0; made < children;) {
    const family = makeFamily(world, children - made);
    made += family.children.length;
    tellLife(world, carers, family);
    yield* world.buffer.take(false);
  }
  yield* world.buffer.take(true);
}

/** What happened to one family, from the first contact on. */
function tellLife(world: MosaicWorld, carers: Carers, family: Family): void {
  const { random } = world;
  for (let count = random.between(1, 4); count > 0; count--) {
    const day = dayInChildhood(world, family);
    const all = childrenOn(family.children, day);
    if (!all) continue;
    const people = someOf(world, random.chance(0.06) ? [...all, family.parents[0]] : all, 0.7);
    if (random.chance(0.25)) makeEarlyHelp(world, family, people, day - random.between(0, 60));
    const contact = makeContact(world, family, people, day);
    if (contact.status !== 'COMPLETED' || random.chance(0.2)) continue;
    const referral = makeReferral(world, family, people, day + random.between(0, 3), [
      after(world, contact, 'contact', 5001),
    ]);
    for (const person of people) {
      if (random.chance(0.5)) makeInvolvement(world, person, day);
      if (random.chance(0.4)) makeAllocation(world, person, day);
    }
    if (referral.status !== 'COMPLETED') continue;
    if (random.chance(0.5)) makeInNeedPlan(world, family, someOf(world, people), referral);
    if (random.chance(0.5)) makeProtection(world, family, someOf(world, people, 0.8), referral);
  }
  tellCare(world, carers, family);
}

/** Care, and what is mostly recorded with it. */
function tellCare(world: MosaicWorld, carers: Carers, family: Family): void {
  const { random } = world;
  const day = Math.min(dayInChildhood(world, family), -1);
  const people = childrenOn(family.children, day);
  if (!people) return;
  if (random.chance(0.4)) {
    makeCare(world, carers, family, people, day);
    if (random.chance(0.7)) {
      makeHealthForm(world, family, someOf(world, people), day + random.between(5, 100));
    }
    if (random.chance(0.25)) {
      makeSubstances(
        world,
        family,
        someOf(world, people, 0.4),
        Math.min(day + random.between(5, 400), -1),
      );
    }
    if (random.chance(0.4)) {
      makeMissing(world, family, someOf(world, people, 0.4), day + random.between(5, 400));
    }
    if (random.chance(0.35)) {
      for (const person of someOf(world, people)) {
        makeOtherStatus(world, person, day + random.between(-100, 400));
      }
    }
  }
  if (random.chance(0.1)) makeImmigration(world, family, someOf(world, people), day);
  if (random.chance(0.1)) makeMissing(world, family, someOf(world, people, 0.4), day);
  if (random.chance(0.1)) makeVoice(world, family, someOf(world, people), day);
}

/** A day of the last years on which the eldest child was one; a few lie just ahead. */
function dayInChildhood({ random }: MosaicWorld, { children: [eldest] }: Family): number {
  const first = Math.max(-OLDEST, eldest.born + 1);
  const last = Math.min(3, eldest.born + 18 * 365 - 1);
  return first < last ? random.between(first, last) : last;
}
