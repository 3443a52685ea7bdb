import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { Spec } from '../spec/model.ts';
import { checkShape } from '../yaml/check-shape.ts';
import { type YamlFile, readYaml } from '../yaml/read.ts';
import { treatmentFaults } from './check-treatments.ts';
import { LEAST_CHARACTERS, MOST_CHARACTERS } from './pseudonyms.ts';
import { TREATMENTS_FILE, type Treatment, type Treatments } from './treatment.ts';

const treatmentShape = z.union(
  [
    z.enum(['keep', 'drop', 'month', 'sector', 'whole', 'codes', 'row']),
    z.strictObject({ id: z.string().min(1) }),
    z.strictObject({ json: z.array(z.string().min(1)).min(1) }),
  ],
  'a treatment is keep, drop, month, sector, whole, codes, row, {id: KIND} or {json: [KEY, …]}',
);

const tableShape = z.strictObject({
  kinds: z.record(z.string(), z.number().int().min(LEAST_CHARACTERS).max(MOST_CHARACTERS)),
  objects: z.record(z.string(), z.record(z.string(), treatmentShape)),
});
type WrittenTable = z.infer<typeof tableShape>;
type WrittenTreatment = z.infer<typeof treatmentShape>;

/** Characters of the pseudonym of an id that no other file holds. */
const ROW_CHARACTERS = 26;

export interface TreatmentTable {
  readonly treatments: Treatments;
  /** sha256 over what the table says, whatever its layout and comments. */
  readonly sha256: string;
  /** Everything wrong with the table, or with what it says of this spec; no run with an error. */
  readonly problems: readonly Problem[];
}

/** Reads the table of treatments in a folder and holds it against a spec. */
export function readTreatments(dir: string, spec: Spec): TreatmentTable {
  const yaml = readYaml(path.join(dir, TREATMENTS_FILE));
  const { value, problems } = checkShape(yaml, tableShape);
  if (!value) return { treatments: new Map(), sha256: '', problems };
  const treatments = new Map(
    Object.entries(value.objects).map(([object, fields]) => [
      object,
      new Map(
        Object.entries(fields).map(([field, written]) => [
          field,
          understand(written, object, value.kinds),
        ]),
      ),
    ]),
  );
  return {
    treatments,
    sha256: createHash('sha256').update(JSON.stringify(value)).digest('hex'),
    problems: [...unknownKinds(yaml, value), ...treatmentFaults(yaml, treatments, spec)],
  };
}

function understand(
  written: WrittenTreatment,
  object: string,
  kinds: WrittenTable['kinds'],
): Treatment {
  if (written === 'row') {
    return { kind: 'id', domain: `row of ${object}`, characters: ROW_CHARACTERS };
  }
  if (typeof written === 'string') return { kind: written };
  if ('json' in written) return { kind: 'json', keys: written.json };
  return { kind: 'id', domain: written.id, characters: kinds[written.id] ?? LEAST_CHARACTERS };
}

function unknownKinds(yaml: YamlFile, { kinds, objects }: WrittenTable): Problem[] {
  const known = Object.keys(kinds);
  return Object.entries(objects).flatMap(([object, fields]) =>
    Object.entries(fields).flatMap(([field, written]): Problem[] => {
      if (typeof written === 'string' || 'json' in written || known.includes(written.id)) return [];
      return [
        {
          severity: 'error',
          code: 'unknown-kind',
          message: `${field} is an id of the kind "${written.id}", which is not among the kinds`,
          at: yaml.at(['objects', object, field]),
          hint: didYouMean(written.id, known),
        },
      ];
    }),
  );
}
