import type { DayNumber } from '../calendar.ts';
import { type World, put } from '../world.ts';
import { type Person, endFor } from './world.ts';

/**
 * A stretch of care in which nothing changes: neither the order, nor the placement, nor the service
 * behind it.
 */
export interface Stay {
  readonly start: DayNumber;
  readonly end: DayNumber | null;
  readonly order: Order;
  readonly placement: Placement;
  readonly split: number;
  readonly service: Service;
}

/** A spell of being looked after. */
export interface Care {
  readonly id: number;
  readonly person: Person;
  readonly start: DayNumber;
  readonly end: DayNumber | null;
  readonly stays: readonly Stay[];
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

/** Carers and providers that children are placed with; the same ones look after many. */
export class Carers {
  readonly #world: World;
  readonly #known: number[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  pick(): number {
    const { random } = this.#world;
    if (this.#known.length > 0 && random.chance(0.6)) {
      return this.#known[random.between(0, this.#known.length - 1)] ?? 0;
    }
    const id = this.#make();
    if (this.#known.length < 200) this.#known.push(id);
    return id;
  }

  #make(): number {
    const { random, calendar, ids } = this.#world;
    const id = ids.next('carer');
    let start = -random.between(3000, 5000);
    for (let count = random.chance(0.06) ? 0 : random.between(1, 2); count > 0; count--) {
      const end =
        count > 1 ? start + random.between(300, 2500) : endFor(this.#world, start, 4500, 9000);
      put(this.#world, 'DM_PLACEMENT_CARER_ADDRESSES', {
        CARER_ID: id,
        POST_CODE: random.pickOrNull(
          [`ZY${random.between(1, 99)} ${random.between(1, 9)}YZ`],
          0.06,
        ),
        START_DATE: calendar.day(start),
        END_DATE: calendar.day(end),
      });
      start = (end ?? 0) + 1;
    }
    return id;
  }
}

const ORDERS = ['C1', 'C1', 'C2', 'C2', 'V2', 'V2', 'D1', 'V3', 'V4'] as const;
const PLACEMENTS = ['U1', 'U4', 'U4', 'U5', 'U6', 'K2', 'P1', 'H5', 'Z1', 'R9'] as const;
const ADOPTIVE = ['A3', 'A4', 'A5', 'A6'] as const;
const LEFT = ['E3', 'E4A', 'E8', 'E41', 'E45', 'E48'] as const;

/** The stay with those who adopt, where there is one. */
export function adoptiveStay({ stays }: Care): Stay | undefined {
  return stays.find(({ placement: { type } }) => ADOPTIVE.some((adoptive) => adoptive === type));
}

/**
 * The stays of a spell of care, and the tables that hold them: a summary a stay, and what each is
 * made of.
 */
export function makeStays(
  world: World,
  carers: Carers,
  person: Person,
  period: number,
  start: DayNumber,
  end: DayNumber | null,
): Stay[] {
  const { random } = world;
  const stays = cutStays(world, carers, start, end);
  const last = stays.at(-1);
  const adopted =
    last !== undefined && end !== null && ADOPTIVE.some((type) => type === last.placement.type);
  const left = end === null ? null : adopted ? random.pick(['E11', 'E12']) : random.pick(LEFT);
  writeOrders(world, person, period, stays);
  writePlacements(world, person, period, stays, left, adopted);
  writeServices(world, stays);
  for (const stay of stays) {
    put(world, 'DM_CLA_SUMMARIES', {
      PERSON_ID: person.id,
      PERIOD_OF_CARE_ID: period,
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

function cutStays(world: World, carers: Carers, start: DayNumber, end: DayNumber | null): Stay[] {
  const { random, ids } = world;
  const until = end ?? 0;
  const adoptive = until - start > 400 && random.chance(0.2);
  const cuts = Array.from(
    { length: until - start > 60 ? random.between(0, 4) + (adoptive ? 1 : 0) : 0 },
    () => random.between(start + 20, until - 20),
  )
    .sort((a, b) => a - b)
    .filter((cut, index, all) => cut - (all[index - 1] ?? start) > 3);
  let order: Order = { id: ids.next('order'), code: random.pick(ORDERS) };
  let placement: Placement = {
    id: ids.next('placement'),
    type: adoptive ? random.pick(['U2', 'U4', 'U5']) : random.pick(PLACEMENTS),
  };
  let service: Service = { id: ids.next('service'), split: 1, carer: carers.pick() };
  let split = 1;
  return [start, ...cuts].map((from, index) => {
    const next = cuts[index];
    if (index > 0) {
      const change =
        adoptive && index === cuts.length
          ? 'adoptive'
          : random.pick([
              'order',
              'placement',
              'placement',
              'both',
              'service',
              'carer kept',
            ] as const);
      if (change === 'order' || change === 'both' || change === 'adoptive') {
        order = { id: ids.next('order'), code: change === 'adoptive' ? 'E1' : random.pick(ORDERS) };
      }
      if (change === 'order') split++;
      if (change === 'service') {
        service = { ...service, split: service.split + 1, carer: carers.pick() };
      }
      if (
        change === 'placement' ||
        change === 'both' ||
        change === 'carer kept' ||
        change === 'adoptive'
      ) {
        placement = {
          id: ids.next('placement'),
          type: change === 'adoptive' ? random.pick(ADOPTIVE) : random.pick(PLACEMENTS),
        };
        split = 1;
        const kept = change === 'carer kept' || placement.type === 'A3' || placement.type === 'A5';
        service = {
          id: ids.next('service'),
          split: 1,
          carer: kept ? service.carer : carers.pick(),
        };
      }
    }
    return {
      start: from,
      end: next === undefined ? end : next - 1,
      order,
      placement,
      split,
      service,
    };
  });
}

/** Stays gathered by what they share, each group from its first day to its last. */
function gather(stays: readonly Stay[], key: (stay: Stay) => string): [Stay, Stay][] {
  const groups = new Map<string, [Stay, Stay]>();
  for (const stay of stays) groups.set(key(stay), [groups.get(key(stay))?.[0] ?? stay, stay]);
  return [...groups.values()];
}

function writeOrders(world: World, person: Person, period: number, stays: readonly Stay[]): void {
  const { calendar } = world;
  for (const [first, last] of gather(stays, ({ order }) => String(order.id))) {
    const respite = first.order.code === 'V3' || first.order.code === 'V4';
    put(world, 'DM_LEGAL_STATUSES', {
      LEGAL_STATUS_ID: first.order.id,
      PERSON_ID: person.id,
      PERIOD_OF_CARE_ID: period,
      LEGAL_STATUS: first.order.code,
      IS_RESPITE_CARE: respite ? 'Y' : world.random.pickOrNull(['N'], 0.5),
      START_DATE: calendar.day(first.start),
      END_DATE: calendar.day(last.end),
    });
  }
}

function writePlacements(
  world: World,
  person: Person,
  period: number,
  stays: readonly Stay[],
  left: string | null,
  adopted: boolean,
): void {
  const { random, calendar } = world;
  const need = random.pickOrNull(['N1', 'N2', 'N4', 'N5', 'N8'], 0.05);
  for (const [first, last] of gather(stays, ({ placement, split }) => `${placement.id}.${split}`)) {
    const final = last === stays.at(-1);
    put(world, 'DM_PLACEMENTS', {
      PLACEMENT_ID: first.placement.id,
      SPLIT_NUMBER: first.split,
      PERSON_ID: person.id,
      PERIOD_OF_CARE_ID: period,
      PLACEMENT_TYPE: first.placement.type,
      CATEGORY_OF_NEED: need,
      REASON_EPISODE_CEASED: final ? left : random.pickOrNull(['X1'], 0.03),
      REASON_FOR_PLACEMENT_CHANGE: final
        ? null
        : random.pickOrNull(['CARPL', 'CREQB', 'STAND', 'CHILD', 'LOCAL'], 0.4),
      IS_ADOPTED: final && adopted ? 'Y' : random.pickOrNull(['N'], 0.5),
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

/** Orders outside care: guardianship, arrangements, pre-proceedings. */
export function makeOtherStatus(world: World, person: Person, day: DayNumber): void {
  const { random, calendar, ids } = world;
  put(world, 'DM_NON_LA_LEGAL_STATUSES', {
    LEGAL_STATUS_ID: ids.next('other-status'),
    PERSON_ID: person.id,
    LEGAL_STATUS_TYPE: random.pick([
      'SGO',
      'SGO',
      'SGO.INTERIM',
      'CAO',
      'PLOPRE',
      'PLOPRE',
      'SUPER',
      'NOTYPE',
    ]),
    START_DATE: calendar.day(day),
    END_DATE: calendar.day(endFor(world, day, 60, 900)),
  });
}
