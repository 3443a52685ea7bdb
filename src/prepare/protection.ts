import fs from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { type RowChange, pseudonymiser } from '../protect/pseudonymise.ts';
import { Pseudonyms } from '../protect/pseudonyms.ts';
import { type TreatmentTable, readTreatments } from '../protect/read-treatments.ts';
import { TREATMENTS_FILE, type Treatments, showTreatment } from '../protect/treatment.ts';
import type { Site } from '../site/model.ts';
import type { Spec } from '../spec/model.ts';
import { DATA_DIR } from './paths.ts';
import { readKey } from './read-key.ts';

/** How this authority pseudonymises, ready for rows. */
export interface Protection {
  changeFor(object: string, columns: readonly string[]): RowChange;
  /** The same as plain data, for other threads. */
  readonly portable: { readonly key: string; readonly treatments: Treatments };
  /** What a manifest says of it. */
  readonly record: ProtectionRecord;
  /** What is doubtful about the table of treatments; nothing is wrong. */
  readonly notes: readonly Problem[];
}

export interface ProtectionRecord {
  readonly key_id: string;
  /** sha256 of the table of treatments. */
  readonly table: string;
  /** By object and field, the treatments of those that are not as they were. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Reads the key and the table of treatments of a site that pseudonymises; undefined for another.
 * @throws ConfigError when the key cannot be had or is weak, or the table does not fit the spec.
 */
export function openProtection(site: Site, spec: Spec): Protection | undefined {
  if (!site.pseudonymise) return undefined;
  const table = readTreatments(tableFolder(site.spec), spec);
  refuseFaults(table);
  const key = readKey(site, {
    path: ['pseudonymise', 'key'],
    secret: site.pseudonymise.key,
    code: 'pseudonym-key',
    message: 'nothing can be pseudonymised without its key',
  });
  const pseudonyms = new Pseudonyms(key);
  const { treatments, problems } = table;
  return {
    notes: problems,
    portable: { key, treatments },
    changeFor: (object, columns) => pseudonymiser({ treatments, pseudonyms }, object, columns),
    record: {
      key_id: pseudonyms.keyId,
      table: table.sha256,
      fields: changedFields(treatments, spec),
    },
  };
}

/** A spec of the authority's own may have a table of its own. */
function tableFolder(spec: string | undefined): string {
  return spec !== undefined && fs.existsSync(path.join(spec, TREATMENTS_FILE)) ? spec : DATA_DIR;
}

function refuseFaults({ problems }: TreatmentTable): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new ConfigError({
    code: 'bad-treatments',
    message: 'nothing can be pseudonymised: the table of treatments does not fit the spec',
    problems: errors,
    hint: `${TREATMENTS_FILE} says of every field what becomes of it; a spec folder may hold its own`,
  });
}

function changedFields(treatments: Treatments, spec: Spec): ProtectionRecord['fields'] {
  const objects = spec.objects.filter(({ administrative }) => !administrative);
  return Object.fromEntries(
    objects.map(({ name, fields }) => [
      name,
      Object.fromEntries(
        fields.flatMap((field) => {
          const treatment = treatments.get(name)?.get(field.name) ?? { kind: 'drop' };
          return treatment.kind === 'keep' ? [] : [[field.name, showTreatment(treatment)]];
        }),
      ),
    ]),
  );
}
