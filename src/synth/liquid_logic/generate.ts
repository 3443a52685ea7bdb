import type { Catalogue } from '../../mapping/catalogue.ts';
import { Calendar } from '../calendar.ts';
import type { SynthesisOptions, SyntheticRows } from '../synthetic-rows.ts';
import { Random } from '../random.ts';
import { TableBuffer } from '../table-buffer.ts';
import { makeCare } from './care.ts';
import { makeMother, makeNobody, makePerson } from './people.ts';
import { type Workforce, makePlaces } from './places.ts';
import { makeEarlyHelp, makePlan } from './plans.ts';
import { makeProtection } from './protection.ts';
import { makeContact, makeReferral } from './referral.ts';
import { Ids, type World } from '../world.ts';
import { type Person } from './world.ts';

/** The earliest referrals lie this many days back, beyond any usual window. */
const OLDEST = 9 * 365;

/** Synthetic children as Liquid Logic records them, with the dirt that real databases have. */
export function* synthesiseLiquidLogic(
  catalogue: Catalogue,
  { children, seed, asOf }: SynthesisOptions,
): Generator<SyntheticRows> {
  const random = new Random(seed);
  const columns = new Map([...catalogue].map(([name, table]) => [name, [...table.columns.keys()]]));
  const world: World = {
    random,
    calendar: new Calendar(asOf),
    buffer: new TableBuffer(columns),
    ids: new Ids(random),
  };
  const force = makePlaces(world, children);
  makeNobody(world);
  let mother: Person | undefined;
  for (let count = 0; count < children; count++) {
    const child = makePerson(world);
    if (mother && mother.born < -14 * 365 && random.chance(0.5)) makeMother(world, mother, child);
    if (child.born < -14 * 365 && random.chance(0.3)) mother = child;
    tellLife(world, force, child);
    yield* world.buffer.take(false);
  }
  yield* world.buffer.take(true);
}

/** What happened to one child, from the first contact on. */
function tellLife(world: World, force: Workforce, child: Person): void {
  const { random } = world;
  const family = world.ids.next('family');
  if (random.chance(0.2)) makeEarlyHelp(world, child);
  for (let count = random.between(0, 3); count > 0; count--) {
    const day = -random.between(-3, OLDEST);
    makeContact(world, child, day, family);
    if (!random.chance(0.55)) continue;
    const referral = makeReferral(world, force, child, day + random.between(0, 3));
    if (random.chance(0.4)) makePlan(world, force, child, referral);
    if (random.chance(0.25)) makeProtection(world, force, child, referral);
    if (random.chance(0.22)) makeCare(world, force, child, referral);
  }
}
