import type { DayNumber } from '../calendar.ts';
import { type World, put } from '../world.ts';
import { type Person, endFor } from './world.ts';

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
