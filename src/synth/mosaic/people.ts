import type { DayNumber } from '../calendar.ts';
import { FORENAMES, STREETS, SURNAMES, TOWNS } from '../words.ts';
import { type World, put } from '../world.ts';
import { COUNTRIES, ETHNICITIES, GENDERS, NEED_GROUPS } from './codes.ts';
import { type Person, endFor } from './world.ts';

const DISABILITIES = ['MOB', 'LD', 'AUT', 'COMM', 'BEH', 'VIS'] as const;
const REFERENCES = [
  ['UPN', 'Unique Pupil Number'],
  ['NHS', 'NHS Number'],
  ['FUPN', 'Former UPN'],
  ['HO', 'Home Office ref'],
  ['LIB', 'Library "card"'],
] as const;

/** A person, named and numbered, with what does not depend on anything that happens to them. */
export function makePerson(world: World, born: DayNumber, sex?: string): Person {
  const { random, calendar, ids } = world;
  const person = {
    id: ids.next('person'),
    born,
    sex: sex ?? random.pickOrNull(['F', 'M', 'F', 'M', 'F', 'M', 'F', 'M', 'U', 'I', 'X'], 0.04),
  };
  const dead = born < -400 && random.chance(0.01);
  put(world, 'DM_PERSONS', {
    PERSON_ID: person.id,
    GENDER: person.sex,
    FULL_ETHNICITY_CODE: random.chance(0.06)
      ? random.pickOrNull(['Q.9'], 0.7)
      : random.pick(ETHNICITIES)[0],
    DATE_OF_BIRTH: random.chance(0.02) ? null : calendar.day(born),
    DATE_OF_DEATH: dead ? calendar.day(-random.between(1, 390)) : null,
    COUNTRY_OF_BIRTH_CODE: random.chance(0.3)
      ? random.pickOrNull(['ZZ'], 0.9)
      : random.pick(COUNTRIES)[0],
    NHS_ID: random.chance(0.5) ? String(4_000_000_000 + person.id) : null,
    UPN_ID:
      born < -4 * 365 && random.chance(0.6)
        ? `A${100_000_000_000 + person.id}${random.chance(0.05) ? ' ' : ''}`
        : null,
  });
  makeNames(world, person);
  makeGenders(world, person);
  return person;
}

/** What children have besides: disabilities, groups of need, references, addresses. */
export function makeParticulars(world: World, person: Person): void {
  const { random, calendar, ids } = world;
  for (let count = random.chance(0.25) ? random.between(1, 2) : 0; count > 0; count--) {
    put(world, 'DM_DISABILITIES', {
      DISABILITY_ID: ids.next('disability'),
      PERSON_ID: person.id,
      CIN_DISABILITY_CATEGORY_CODE: random.pickOrNull(DISABILITIES, 0.2),
      DISABILITY_TYPE: random.pick(['D1', 'D2', 'D3']),
    });
  }
  for (const group of [...NEED_GROUPS.map(([type]) => type), 'UNLISTED']) {
    if (!random.chance(0.15)) continue;
    const start = -random.between(0, 3000);
    put(world, 'DM_SERVICE_USER_GROUPS', {
      PERSON_ID: person.id,
      FULL_GROUP_TYPE: group,
      START_DATE: calendar.day(start),
      END_DATE: calendar.day(endFor(world, start, 200, 4000)),
    });
  }
  for (const [code, type] of REFERENCES) {
    if (!random.chance(0.2)) continue;
    put(world, 'DM_PERSON_REFERENCES', {
      REFERENCE_ID: ids.next('reference'),
      PERSON_ID: person.id,
      REFERENCE_TYPE: random.chance(0.05) ? null : type,
      REFERENCE: random.chance(0.9)
        ? `${code}${person.id}`
        : random.pickOrNull(['n/k', 'réf – 🙂'], 0.3),
      REFERENCE_TYPE_CODE: code,
    });
  }
  for (let count = random.between(0, 3); count > 0; count--) {
    makeAddress(world, person, -random.between(0, 3000));
  }
}

/** An address of the data mart; most are in the older tables too, in parts. */
export function makeAddress(world: World, person: Person, start: DayNumber): void {
  const { random, calendar, ids } = world;
  const id = ids.next('person-address');
  const parts = {
    FLAT_NUMBER: random.chance(0.85) ? null : `${random.between(1, 40)}A`,
    BUILDING: random.pickOrNull(['Kiln\\House', 'The "Old" Mill'], 0.85),
    STREET_NUMBER: random.chance(0.1) ? null : String(random.between(1, 240)),
    STREET: random.pick(STREETS),
    TOWN: random.pickOrNull(TOWNS, 0.1),
  };
  const grid = random.chance(0.4)
    ? { EASTING: null, NORTHING: null, UNIQUE_ID: null }
    : {
        EASTING: random.between(400_000, 600_000),
        NORTHING: random.between(100_000, 400_000),
        UNIQUE_ID: String(100_000_000_000 + id),
      };
  const period = {
    ADDRESS_TYPE: random.pickOrNull(['MAIN', 'MAIN', 'PLACEMENT', 'TEMP'], 0.1),
    START_DATE: calendar.moment(start, random),
    END_DATE: calendar.moment(endFor(world, start, 20, 2500), random),
  };
  const POST_CODE = random.pickOrNull(
    [
      `ZZ${random.between(1, 99)} ${random.between(1, 9)}ZZ`,
      `ZZ${random.between(1, 99)} ${random.between(1, 9)}ZZ`,
      ' ZZ1 1AA',
      'ZZ2 2BB ',
      'ZZ33CC',
    ],
    0.1,
  );
  put(world, 'DM_ADDRESSES', {
    REF_ADDRESSES_PEOPLE_ID: id,
    PERSON_ID: person.id,
    ADDRESS: Object.values(parts)
      .filter((part) => part !== null)
      .join(', '),
    ...period,
    POST_CODE,
    ...grid,
  });
  if (random.chance(0.15)) return;
  const address = ids.next('address');
  put(world, 'ADDRESSES', {
    ID: address,
    ...parts,
    POST_CODE,
    DISTRICT: random.pickOrNull(TOWNS, 0.6),
    COUNTY: random.pickOrNull(['Farshire'], 0.3),
    ...grid,
  });
  put(world, 'ADDRESSES_PEOPLE', {
    ID: id,
    ADDRESS_ID: address,
    PERSON_ID: person.id,
    CONTACT_ADDRESS: random.pickOrNull(['Y', 'N'], 0.1),
    DISPLAY_ADDRESS: random.pickOrNull(['Y', 'N'], 0.1),
    ...period,
  });
}

function makeNames(world: World, { id, born }: Person): void {
  const { random, calendar, ids } = world;
  for (const type of random.chance(0.08) ? ['DISPLAY', 'ALIAS'] : ['DISPLAY']) {
    put(world, 'MO_PERSON_NAMES', {
      PERSON_NAME_ID: ids.next('name'),
      PERSON_ID: id,
      NAME_TYPE_ID: type,
      FIRST_NAMES: random.pick(FORENAMES),
      LAST_NAME: random.pick(SURNAMES),
      START_DATE: calendar.day(Math.min(born, -1)),
    });
  }
}

/** Nobody, one or two recorded gender identities, the later one open or ending in the future. */
function makeGenders(world: World, { id, born }: Person): void {
  const { random, calendar } = world;
  if (born > -10 * 365 || !random.chance(0.3)) return;
  let start = -random.between(200, 3000);
  for (let count = random.between(1, 2); count > 0; count--) {
    const end =
      count > 1 ? start + random.between(20, 150) : random.pickOrNull([700, 90, -30], 0.8);
    put(world, 'MO_PERSON_GENDER_IDENTITIES', {
      PERSON_ID: id,
      GENDER_CODE: random.chance(0.1) ? 'NOCODE' : random.pick(GENDERS)[0],
      START_DATE: calendar.day(start),
      END_DATE: calendar.day(end),
    });
    start = (end ?? 0) + 1;
  }
}
