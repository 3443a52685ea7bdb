import { FORENAMES, STREETS, SURNAMES, TOWNS } from '../words.ts';
import { DISABILITY_CODES, ETHNICITY_CODES } from './places.ts';
import { type World, endAfter, put } from '../world.ts';
import { type Person, orUnknown } from './world.ts';

const SEXES = ['M', 'F', 'F', 'M', 'U', 'm'] as const;

/** The row that stands for no person. */
export function makeNobody(world: World): void {
  put(world, 'DIM_PERSON', {
    DIM_PERSON_ID: -1,
    LEGACY_ID: '-1',
    FORENAME: 'Unknown',
    SURNAME: 'Unknown',
    IS_CLIENT: 'Y',
  });
}

/** A person with addresses, disabilities and what else does not depend on a referral. */
export function makePerson(world: World): Person {
  const { random, calendar, ids } = world;
  const id = ids.next('person');
  const born = -random.between(-120, 19 * 365);
  const client = random.chance(0.94);
  put(world, 'DIM_PERSON', {
    DIM_PERSON_ID: id,
    LEGACY_ID: random.chance(0.4) ? `L${id}` : null,
    UPN: random.chance(0.6) ? `A${100_000_000_000 + id}` : random.pickOrNull(['', ' A1 '], 0.8),
    FORMER_UPN: random.chance(0.05) ? `B${100_000_000_000 + id}` : null,
    FORENAME: random.pick(FORENAMES),
    SURNAME: random.pick(SURNAMES),
    GENDER_MAIN_CODE: random.pickOrNull(SEXES, 0.03),
    ETHNICITY_MAIN_CODE: random.pickOrNull(ETHNICITY_CODES, 0.08),
    BIRTH_DTTM: random.chance(0.02) ? null : calendar.day(born),
    DOB_ESTIMATED: born > 0 ? 'Y' : random.pickOrNull(['N', 'N', 'N', 'N', 'Y'], 0.03),
    DEATH_DTTM: born < -200 && random.chance(0.01) ? calendar.day(-random.between(1, 190)) : null,
    EHM_SEN_FLAG: random.pickOrNull(['Y', 'N'], 0.3),
    NATNL_CODE: random.pickOrNull(['GB', 'AF', 'ER', 'PL', 'SY'], 0.4),
    IS_CLIENT: client ? 'Y' : 'N',
    DUPLICATED_DTTM: random.chance(0.02) ? calendar.day(-random.between(1, 900)) : null,
    NHS_NUMBER: random.chance(0.3) ? String(4_000_000_000 + id) : null,
  });
  for (let count = random.between(0, 3); count > 0; count--) {
    makeAddress(world, id, -random.between(0, 3000));
  }
  for (let count = random.chance(0.25) ? random.between(1, 2) : 0; count > 0; count--) {
    const start = -random.between(0, 3000);
    put(world, 'FACT_DISABILITY', {
      FACT_DISABILITY_ID: ids.next('disability'),
      DIM_PERSON_ID: orUnknown(world, id, 0.03),
      DIM_LOOKUP_DISAB_CODE: random.pickOrNull(DISABILITY_CODES, 0.05),
      START_DTTM: calendar.day(start),
      END_DTTM: calendar.day(endAfter(world, start, 300, 6000)),
    });
  }
  for (let count = random.chance(0.2) ? random.between(1, 2) : 0; count > 0; count--) {
    put(world, 'FACT_903_DATA', {
      FACT_903_DATA_ID: ids.next('903'),
      DIM_PERSON_ID: id,
      NO_UPN_CODE: random.pickOrNull(['UN1', 'UN2', 'UN3', 'UN4', 'UN5'], 0.2),
    });
  }
  makeImmigration(world, id);
  return { id, born, client };
}

/** A mother and her child, as the mother's record has it. */
export function makeMother(world: World, mother: Person, child: Person): void {
  const { random, calendar, ids } = world;
  put(world, 'FACT_PERSON_RELATION', {
    FACT_PERSON_RELATION_ID: ids.next('relation'),
    DIM_PERSON_ID: mother.id,
    DIM_RELATED_PERSON_ID: child.id,
    DIM_RELATED_PERSON_DOB: calendar.day(child.born),
    DIM_LOOKUP_RELTN_TYPE_CODE: random.pick(['CHI', 'CHI', 'CHI', 'SIB', 'chi']),
    END_DTTM: random.chance(0.1) ? calendar.day(-random.between(1, 500)) : null,
  });
}

function makeAddress(world: World, person: number, start: number): void {
  const { random, calendar, ids } = world;
  put(world, 'DIM_PERSON_ADDRESS', {
    DIM_PERSON_ADDRESS_ID: ids.next('address'),
    DIM_PERSON_ID: orUnknown(world, person, 0.02),
    ADDSS_TYPE_CODE: random.pickOrNull(['HOME', 'PLAC', 'TEMP'], 0.1),
    START_DTTM: calendar.day(start),
    END_DTTM: calendar.day(endAfter(world, start, 30, 2500)),
    POSTCODE: random.pickOrNull(
      [
        `ZZ${random.between(1, 99)} ${random.between(1, 9)}ZZ`,
        ` ZZ1 1AA`,
        'XXX XXX',
        'xxxx',
        'NO POSTCODE',
        'No Postcode',
        '',
      ],
      0.05,
    ),
    ROOM_NO: random.chance(0.9) ? null : 'R1',
    FLAT_NO: random.chance(0.8) ? null : `Flat ${random.between(1, 40)}`,
    BUILDING: random.pickOrNull(['The "Old" Mill', 'Kiln\\House'], 0.9),
    HOUSE_NO: String(random.between(1, 240)),
    STREET: random.pick(STREETS),
    TOWN: random.pick(TOWNS),
    UPRN: random.chance(0.3) ? null : 100_000_000_000 + ids.next('uprn'),
    EASTING: random.chance(0.3) ? null : random.between(400_000, 600_000),
    NORTHING: random.chance(0.3) ? null : random.between(100_000, 400_000),
  });
}

function makeImmigration(world: World, person: number): void {
  const { random, calendar, ids } = world;
  if (!random.chance(0.05)) return;
  const start = -random.between(0, 2000);
  put(world, 'FACT_IMMIGRATION_STATUS', {
    FACT_IMMIGRATION_STATUS_ID: ids.next('immigration'),
    DIM_PERSON_ID: person,
    START_DTTM: calendar.day(start),
    END_DTTM: calendar.day(endAfter(world, start, 100, 1500)),
    DIM_LOOKUP_IMMGR_STATUS_CODE: random.pick(['UASC', 'REF', 'LL']),
    DIM_LOOKUP_IMMGR_STATUS_DESC: random.pickOrNull(
      ['Refugee status', 'Limited leave', 'Unaccompanied asylum seeking child'],
      0.05,
    ),
  });
}
