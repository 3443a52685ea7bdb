import { type World, put } from '../world.ts';
import { FORENAMES, SURNAMES } from '../words.ts';

/** Ids that the lives refer to. */
export interface Workforce {
  readonly workers: readonly [number, ...number[]];
  readonly departments: readonly [number, ...number[]];
}

const ETHNICITIES = [
  ['E1', 'WBRI'],
  ['E2', 'WIRI'],
  ['E3', 'WOTH'],
  ['E4', 'MWBC'],
  ['E5', 'MWAS'],
  ['E6', 'AIND'],
  ['E7', 'APKN'],
  ['E8', 'BAFR'],
  ['E9', 'BCRB'],
  ['E10', 'CHNE'],
  ['E11', 'OOTH'],
  ['E12', 'NOBT'],
] as const;
const DISABILITIES = [
  ['D1', 'MOB'],
  ['D2', 'LD'],
  ['D3', ' HEAR '],
  ['D4', 'VIS'],
  ['D5', 'BEH'],
  ['D6', 'AUT'],
  ['D7', 'COMM'],
  ['D8', null],
  ['D9', ' '],
] as const;
/** Codes that people have: one of them is missing from its table. */
export const ETHNICITY_CODES: readonly [string, ...string[]] = [
  'E99',
  ...ETHNICITIES.map(([code]) => code),
];
export const DISABILITY_CODES: readonly [string, ...string[]] = [
  'D99',
  ...DISABILITIES.map(([code]) => code),
];

/** Code tables, departments and workers; the row -1 stands for nobody. */
export function makePlaces(world: World, children: number): Workforce {
  const { random } = world;
  for (const [code, national] of ETHNICITIES) {
    put(world, 'DIM_LOOKUP_DFE_ETHNIC', {
      MAIN_CODE: code,
      NAT_ID: national,
      DESCRIPTION: `Ethnicity ${code}`,
    });
  }
  for (const [code, national] of DISABILITIES) {
    put(world, 'DIM_LOOKUP_DISAB', {
      MAIN_CODE: code,
      NAT_ID: national,
      DESCRIPTION: `Disability ${code}`,
    });
  }
  put(world, 'DIM_DEPARTMENT', { DIM_DEPARTMENT_ID: -1, NAME: 'Unknown' });
  put(world, 'DIM_WORKER', {
    DIM_WORKER_ID: -1,
    STAFF_ID: 'UNKNOWN',
    FORENAME: 'Unknown',
    SURNAME: 'Unknown',
  });
  const departments = Array.from({ length: 12 }, (_, index) => {
    const id = index + 2;
    put(world, 'DIM_DEPARTMENT', {
      DIM_DEPARTMENT_ID: id,
      NAME: `Team ${String.fromCharCode(65 + index)}`,
      DEPT_ID: `T${100 + id}`,
      DEPT_TYPE_DESCRIPTION: random.pick(['Locality', 'Specialist', 'Fostering']),
    });
    return id;
  });
  const workers = Array.from({ length: Math.max(30, Math.ceil(children / 15)) }, (_, index) => {
    const id = 500 + index;
    const unnamed = random.chance(0.05);
    put(world, 'DIM_WORKER', {
      DIM_WORKER_ID: id,
      STAFF_ID: unnamed ? random.pickOrNull(['unknown ', ' Unknown'], 0.5) : ` S${1000 + id} `,
      FORENAME: random.pickOrNull(FORENAMES, 0.05),
      SURNAME: random.pick(SURNAMES),
      WORKER_ID_CODE: random.chance(0.2) ? null : `SW${10_000 + id}`,
      JOB_TITLE: random.pickOrNull(
        ['Social Worker', 'Senior Practitioner', 'Team Manager', 'Personal Advisor'],
        0.1,
      ),
      DEPARTMENT_NAME: `Team ${String.fromCharCode(65 + (index % 12))}`,
      FULL_TIME_EQUIVALENCY: random.pickOrNull([1, 0.6, 0.8, 0.5], 0.1),
    });
    return id;
  });
  return {
    departments: [departments[0] ?? -1, ...departments.slice(1)],
    workers: [workers[0] ?? -1, ...workers.slice(1)],
  };
}
