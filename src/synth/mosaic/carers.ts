import { type World, put } from '../world.ts';
import { endFor } from './world.ts';

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
