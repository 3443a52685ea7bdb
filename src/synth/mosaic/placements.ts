import { type World, put } from '../world.ts';
import type { Carers } from './carers.ts';
import { type Spell, type Stay, cutStays, isAdoptive } from './stays.ts';

/** A spell, and what it consists of. */
export interface Care extends Spell {
  readonly stays: readonly Stay[];
}

const LEFT = ['E3', 'E4A', 'E8', 'E41', 'E45', 'E48'] as const;

/** The stay with those who adopt, where there is one. */
export function adoptiveStay({ stays }: Care): Stay | undefined {
  return stays.find(isAdoptive);
}

/**
 * The stays of a spell of care, and the tables that hold them: a summary a stay, and what each is
 * made of.
 */
export function makeStays(world: World, carers: Carers, spell: Spell): Stay[] {
  const stays = cutStays(world, carers, spell);
  const leaving = leavingOf(world, spell, stays);
  writeOrders(world, spell, stays);
  writePlacements(world, spell, stays, leaving);
  writeServices(world, stays);
  for (const stay of stays) {
    put(world, 'DM_CLA_SUMMARIES', {
      PERSON_ID: spell.person.id,
      PERIOD_OF_CARE_ID: spell.id,
      LEGAL_STATUS_ID: stay.order.id,
      PLACEMENT_ID: stay.placement.id,
      PLACEMENT_SPLIT_NUMBER: stay.split,
      ELEMENT_DETAIL_ID: stay.service.id,
      SERVICE_SPLIT_NUMBER: stay.service.split,
      START_DATE: world.calendar.day(stay.start),
      END_DATE: world.calendar.day(stay.end),
    });
  }
  return stays;
}

/** How a spell ended; no reason while it goes on. */
interface Leaving {
  readonly adopted: boolean;
  readonly reason: string | null;
}

function leavingOf({ random }: World, { end }: Spell, stays: readonly Stay[]): Leaving {
  if (end === null) return { adopted: false, reason: null };
  const last = stays.at(-1);
  const adopted = last !== undefined && isAdoptive(last);
  return { adopted, reason: adopted ? random.pick(['E11', 'E12']) : random.pick(LEFT) };
}

/** Stays gathered by what they share, each group from its first day to its last. */
function gather(stays: readonly Stay[], key: (stay: Stay) => string): [Stay, Stay][] {
  const groups = new Map<string, [Stay, Stay]>();
  for (const stay of stays) groups.set(key(stay), [groups.get(key(stay))?.[0] ?? stay, stay]);
  return [...groups.values()];
}

function writeOrders(world: World, { id, person }: Spell, stays: readonly Stay[]): void {
  const { calendar } = world;
  for (const [first, last] of gather(stays, ({ order }) => String(order.id))) {
    const respite = first.order.code === 'V3' || first.order.code === 'V4';
    put(world, 'DM_LEGAL_STATUSES', {
      LEGAL_STATUS_ID: first.order.id,
      PERSON_ID: person.id,
      PERIOD_OF_CARE_ID: id,
      LEGAL_STATUS: first.order.code,
      IS_RESPITE_CARE: respite ? 'Y' : world.random.pickOrNull(['N'], 0.5),
      START_DATE: calendar.day(first.start),
      END_DATE: calendar.day(last.end),
    });
  }
}

function writePlacements(
  world: World,
  { id, person }: Spell,
  stays: readonly Stay[],
  leaving: Leaving,
): void {
  const { random, calendar } = world;
  const need = random.pickOrNull(['N1', 'N2', 'N4', 'N5', 'N8'], 0.05);
  for (const [first, last] of gather(stays, ({ placement, split }) => `${placement.id}.${split}`)) {
    const final = last === stays.at(-1);
    put(world, 'DM_PLACEMENTS', {
      PLACEMENT_ID: first.placement.id,
      SPLIT_NUMBER: first.split,
      PERSON_ID: person.id,
      PERIOD_OF_CARE_ID: id,
      PLACEMENT_TYPE: first.placement.type,
      CATEGORY_OF_NEED: need,
      REASON_EPISODE_CEASED: final ? leaving.reason : random.pickOrNull(['X1'], 0.03),
      REASON_FOR_PLACEMENT_CHANGE: final
        ? null
        : random.pickOrNull(['CARPL', 'CREQB', 'STAND', 'CHILD', 'LOCAL'], 0.4),
      IS_ADOPTED: final && leaving.adopted ? 'Y' : random.pickOrNull(['N'], 0.5),
      START_DATE: calendar.day(first.start),
      END_DATE: calendar.day(last.end),
    });
  }
}

function writeServices(world: World, stays: readonly Stay[]): void {
  const { random, calendar } = world;
  for (const [{ service, start }] of gather(
    stays,
    ({ service: { id, split } }) => `${id}.${split}`,
  )) {
    if (random.chance(0.03)) continue;
    put(world, 'DM_PLACEMENT_DETAILS', {
      ELEMENT_DETAIL_ID: service.id,
      SPLIT_NUMBER: service.split,
      CARER_ID: service.carer,
      OFSTED_URN: random.pickOrNull([`SC${100_000 + (service.carer % 900)}`], 0.3),
      CIN_PROVIDER_CATEGORY_CODE: random.pickOrNull(['PR0', 'PR1', 'PR3', 'PR4'], 0.1),
      START_DATE: calendar.day(start),
    });
  }
}
