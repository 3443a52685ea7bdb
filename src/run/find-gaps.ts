import type { Manifest, ManifestFile } from '../bundle/manifest.ts';
import type { CurrentRun } from '../extract/current-run.ts';
import { tableWithRows } from '../extract/has-rows.ts';
import type { UnsetParameter } from '../mapping/unset-parameters.ts';
import type { Source } from '../sources/source.ts';

export type RunWarning = Manifest['warnings'][number];

/** The files with what each lacks as long as the site leaves parameters unset. */
export function markUnset(
  files: readonly ManifestFile[],
  unset: readonly UnsetParameter[],
): readonly ManifestFile[] {
  return files.map((file) => {
    const own = unset
      .filter(({ object }) => object === file.object)
      .map(({ parameter, needs }) => ({
        parameter,
        needs: needs === 'rows' ? needs : [...needs],
      }));
    if (own.length === 0) return file;
    const empty = file.rows === 0 && own.some(({ needs }) => needs === 'rows');
    return { ...file, unset: own, status: empty ? 'not configured' : file.status };
  });
}

/**
 * What a reader of the bundle would not see in its files: that nobody is in it, that an object is
 * empty though its table is not, or for want of a parameter, or was read more than once.
 */
export async function findGaps(
  run: CurrentRun,
  source: Source,
  files: readonly ManifestFile[],
): Promise<RunWarning[]> {
  const cohort = run.prepared.profile.cohort?.object;
  const nobody = files.some((file) => file.object === cohort && isEmpty(file));
  const warnings: RunWarning[] = [];
  for (const file of files) {
    const { object, restarts } = file;
    if (object === cohort && nobody) warnings.push(await noPersons(run, source, object));
    // without persons the other objects are empty, and one warning says so
    else if (isEmpty(file) && !nobody) warnings.push(...(await emptyObject(run, source, object)));
    warnings.push(...notConfigured(file));
    if (restarts > 0) {
      warnings.push({
        code: 'read-again',
        object,
        message: `${object} was read again from its start, ${restarts === 1 ? 'once' : `${restarts} times`}, after a lost connection or a deadlock`,
      });
    }
  }
  return warnings;
}

function isEmpty({ rows, status }: ManifestFile): boolean {
  return rows === 0 && status === 'extracted';
}

async function noPersons(run: CurrentRun, source: Source, object: string): Promise<RunWarning> {
  const table = await findTable(run, source, object);
  const why =
    table === undefined
      ? 'its tables are empty: was the database being loaded?'
      : `${table} has rows, and none of them counts as a person of the dataset`;
  return { code: 'no-persons', object, message: `${object} has no rows; ${why}` };
}

async function emptyObject(
  run: CurrentRun,
  source: Source,
  object: string,
): Promise<readonly RunWarning[]> {
  const table = await findTable(run, source, object);
  if (table === undefined) return [];
  const message = `${object} has no rows, though ${table} has: none is in the window and of the persons of the dataset`;
  return [{ code: 'empty', object, message }];
}

async function findTable(
  run: CurrentRun,
  source: Source,
  object: string,
): Promise<string | undefined> {
  const plan = run.plans.find((candidate) => candidate.object === object);
  return plan && tableWithRows(run, source, plan);
}

function notConfigured({ object, status, unset = [] }: ManifestFile): readonly RunWarning[] {
  if (unset.length === 0) return [];
  const parameters = unset.map(({ parameter }) => parameter);
  const fields = [...new Set(unset.flatMap(({ needs }) => (needs === 'rows' ? [] : needs)))];
  const lacking = unset.some(({ needs }) => needs === 'rows') ? ['rows', ...fields] : fields;
  const has = status === 'not configured' ? 'has no rows' : `lacks ${lacking.join(', ')}`;
  const which = parameters.length === 1 ? 'parameter' : 'parameters';
  return [
    {
      code: 'not-configured',
      object,
      message: `${object} ${has} as long as the site does not set the ${which} ${parameters.join(', ')}`,
      parameters,
      fields,
    },
  ];
}
