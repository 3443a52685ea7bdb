import type { DayNumber } from '../calendar.ts';
import type { World } from '../world.ts';
import type { Carers } from './carers.ts';
import type { Person } from './world.ts';

/** A time of being looked after, from a child's coming into care to their leaving it. */
export interface Spell {
  readonly id: number;
  readonly person: Person;
  readonly start: DayNumber;
  readonly end: DayNumber | null;
}

/** A stretch of a spell in which nothing changes. */
export interface Stay extends Circumstances {
  readonly start: DayNumber;
  readonly end: DayNumber | null;
}

interface Circumstances {
  readonly order: Order;
  readonly placement: Placement;
  readonly split: number;
  readonly service: Service;
}

interface Order {
  readonly id: number;
  readonly code: string;
}
interface Placement {
  readonly id: number;
  readonly type: string;
}
interface Service {
  readonly id: number;
  readonly split: number;
  readonly carer: number;
}

const ORDERS = ['C1', 'C1', 'C2', 'C2', 'V2', 'V2', 'D1', 'V3', 'V4'] as const;
const PLACEMENTS = ['U1', 'U4', 'U4', 'U5', 'U6', 'K2', 'P1', 'H5', 'Z1', 'R9'] as const;
const ADOPTIVE = ['A3', 'A4', 'A5', 'A6'] as const;
const CHANGES = ['order', 'placement', 'placement', 'both', 'service', 'carer kept'] as const;
type Change = (typeof CHANGES)[number] | 'adoptive';

/** Whether a stay is with those who adopt. */
export function isAdoptive({ placement }: Stay): boolean {
  return ADOPTIVE.some((type) => type === placement.type);
}

/** The stays that a spell consists of; some end with the family that adopts. */
export function cutStays(world: World, carers: Carers, { start, end }: Spell): Stay[] {
  const { random } = world;
  const until = end ?? 0;
  const adoptive = until - start > 400 && random.chance(0.2);
  const count = until - start > 60 ? random.between(0, 4) + (adoptive ? 1 : 0) : 0;
  const cuts = Array.from({ length: count }, () => random.between(start + 20, until - 20))
    .sort((a, b) => a - b)
    .filter((cut, index, all) => cut - (all[index - 1] ?? start) > 3);
  let now = atFirst(world, carers, adoptive);
  return [start, ...cuts].map((from, index) => {
    if (index > 0) {
      const change = adoptive && index === cuts.length ? 'adoptive' : random.pick(CHANGES);
      now = after(world, carers, now, change);
    }
    const next = cuts[index];
    return { ...now, start: from, end: next === undefined ? end : next - 1 };
  });
}

function atFirst({ random, ids }: World, carers: Carers, adoptive: boolean): Circumstances {
  return {
    order: { id: ids.next('order'), code: random.pick(ORDERS) },
    placement: {
      id: ids.next('placement'),
      type: adoptive ? random.pick(['U2', 'U4', 'U5']) : random.pick(PLACEMENTS),
    },
    split: 1,
    service: { id: ids.next('service'), split: 1, carer: carers.pick() },
  };
}

function after(world: World, carers: Carers, before: Circumstances, change: Change): Circumstances {
  switch (change) {
    case 'order':
      return { ...before, order: newOrder(world), split: before.split + 1 };
    case 'service': {
      const service = { ...before.service, split: before.service.split + 1, carer: carers.pick() };
      return { ...before, service };
    }
    case 'both':
      return { order: newOrder(world), ...moved(world, carers, before, change) };
    case 'adoptive':
      return { order: newOrder(world, 'E1'), ...moved(world, carers, before, change) };
    case 'placement':
    case 'carer kept':
      return { order: before.order, ...moved(world, carers, before, change) };
  }
}

function newOrder({ random, ids }: World, code?: string): Order {
  return { id: ids.next('order'), code: code ?? random.pick(ORDERS) };
}

/** Another placement; the carer stays where the placement alone is called something else. */
function moved(
  { random, ids }: World,
  carers: Carers,
  { service }: Circumstances,
  change: Change,
): Omit<Circumstances, 'order'> {
  const placement = {
    id: ids.next('placement'),
    type: change === 'adoptive' ? random.pick(ADOPTIVE) : random.pick(PLACEMENTS),
  };
  const kept = change === 'carer kept' || placement.type === 'A3' || placement.type === 'A5';
  return {
    placement,
    split: 1,
    service: {
      id: ids.next('service'),
      split: 1,
      carer: kept ? service.carer : carers.pick(),
    },
  };
}
