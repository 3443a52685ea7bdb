import type { Place, PlaceOptions } from './places.ts';
import { folderIn } from './places.ts';
import type { ContestantSettings } from './contestants/process.ts';
import type { Entry } from './rounds.ts';

/** Contestants that read the same rows. */
export interface Race {
  readonly title: string;
  readonly entries: readonly Entry[];
  /** The one that the ratios are to. */
  readonly against: string;
}

type Engine = 'mssql' | 'oracle' | 'postgres' | 'embedded';
type Kind = Exclude<ContestantSettings['kind'], 'peer'>;

const NAMES: Readonly<Record<Kind, string>> = {
  driver: 'the driver alone',
  ours: 'ssd-extract, the full path',
  byHand: 'by hand: driver, row objects, csv-stringify',
  kysely: 'Kysely .stream(), csv-stringify',
};
const KINDS: Readonly<Record<Engine, readonly Kind[]>> = {
  mssql: ['driver', 'ours', 'byHand', 'kysely'],
  oracle: ['driver', 'ours', 'byHand'],
  postgres: ['driver', 'ours', 'byHand', 'kysely'],
  embedded: ['driver', 'ours'],
};
const ALL = ['ssd_contacts', 'ssd_referrals', 'ssd_visits', 'ssd_reviews'];

/** What is raced on an engine: each object, the bundle, and findings in bulk. */
export function racesFor(
  engine: Engine,
  place: Place,
  spoilt: Place | undefined,
  options: PlaceOptions,
): Race[] {
  const one = (object: string, title: string): Race => ({
    title,
    against: NAMES.driver,
    entries: KINDS[engine].map((kind) => entry(NAMES[kind], kind, [object], place, options)),
  });
  const bundle: Race = {
    title: 'A bundle of four objects, two of each kind',
    against: NAMES.driver,
    entries: (['driver', 'ours'] as const).map((kind) =>
      entry(NAMES[kind], kind, ALL, place, options),
    ),
  };
  const races = [
    one('ssd_contacts', 'One object of 16 columns, with JSON and long texts'),
    one('ssd_visits', 'One object of 7 columns'),
    bundle,
  ];
  if (spoilt) {
    const clean = 'no row has a finding';
    races.push({
      title: 'ssd-extract, one object of 7 columns, where every row has a finding',
      against: clean,
      entries: [
        entry(clean, 'ours', ['ssd_visits'], place, options),
        entry('every row has a finding', 'ours', ['ssd_visits'], spoilt, {
          ...options,
          spoilt: true,
        }),
      ],
    });
  }
  return races;
}

let folders = 0;

function entry(
  name: string,
  kind: Kind,
  objects: readonly string[],
  place: Place,
  { spec, dir, spoilt = false }: PlaceOptions,
): Entry {
  const own = folderIn(dir, `${kind} ${++folders}`);
  return {
    name,
    server: place.server,
    settings: { kind, objects, spec, spoilt, dir: own, connection: place.connection(own) },
  };
}
