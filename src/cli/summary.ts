import path from 'node:path';
import { CURRENT } from '../bundle/current.ts';
import type { Manifest } from '../bundle/manifest.ts';
import type { RunResult } from '../run/run-result.ts';
import { duration, plural, table } from './output.ts';

export interface ObjectSummary {
  readonly name: string;
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  readonly ms: number;
}

export function summarise(manifest: Manifest): ObjectSummary[] {
  const count = (object: string, severity: string): number =>
    manifest.findings
      .filter((item) => item.object === object && item.severity === severity)
      .reduce((sum, item) => sum + item.count, 0);
  return manifest.files.map((file) => ({
    name: file.object,
    rows: file.rows,
    errors: count(file.object, 'error'),
    warnings: count(file.object, 'warning'),
    ms: file.milliseconds,
  }));
}

/** What a person reads after a run: the objects, the bundle, and what to open next. */
export function showRun(result: RunResult): string {
  const { bundle, manifest, milliseconds, current } = result;
  const objects = summarise(manifest);
  const status = new Map(manifest.files.map((file) => [file.object, file.status]));
  const rows = objects.map((object) => [
    object.name,
    String(object.rows),
    String(object.errors),
    String(object.warnings),
    status.get(object.name) === 'extracted' ? '' : (status.get(object.name) ?? ''),
  ]);
  const total = (of: 'rows' | 'errors' | 'warnings'): number =>
    objects.reduce((sum, object) => sum + object[of], 0);
  const read = `${plural(objects.length, 'object')}, ${plural(total('rows'), 'row')}`;
  const found = `${plural(total('errors'), 'error')} and ${plural(total('warnings'), 'warning')} found`;
  const shown = path.relative(process.cwd(), bundle) || bundle;
  return [
    table(['object', 'rows', 'errors', 'warnings', ''], rows, [1, 2, 3]),
    '',
    `${read}, ${found}, in ${duration(milliseconds)}`,
    ...(manifest.overrides.length > 0
      ? [
          `The site does ${plural(manifest.overrides.length, 'part')} of the mappings its own way; manifest.json lists them under overrides.`,
        ]
      : []),
    ...showProtection(manifest),
    ...manifest.resumed.map(
      ({ run, objects: taken }) =>
        `${plural(taken.length, 'object')} of the failed run ${run}, read earlier than the rest; manifest.json lists them under resumed.`,
    ),
    ...showWarnings(result),
    ...(manifest.partial
      ? ['This bundle is partial: not all objects, or not all rows. LATEST does not name it.']
      : []),
    `Bundle: ${shown}`,
    ...(current === undefined ? [] : [showCurrent(bundle, current)]),
    manifest.encrypted
      ? `Next:   ssd-extract decrypt ${shown} --identity FILE; ${path.join(shown, 'manifest.json')} can be read without it.`
      : `Next:   ${path.join(shown, 'findings.csv')} lists every doubtful value; ${path.join(shown, 'manifest.json')} says what is in the bundle.`,
  ].join('\n');
}

function showCurrent(bundle: string, current: NonNullable<RunResult['current']>): string {
  const folder = path.join(path.dirname(bundle), CURRENT);
  const shown = path.relative(process.cwd(), folder) || folder;
  return current === 'refreshed'
    ? `        ${shown} is a copy of it.`
    : `        ${shown} is still the bundle before: another program holds a file of it open.`;
}

/** What keeps others from reading the bundle, or from knowing whom it is about. */
function showProtection({ encrypted, pseudonymised }: Manifest): string[] {
  const recipients = encrypted?.recipients.length ?? 0;
  return [
    ...(pseudonymised
      ? [
          `Pseudonymised under the key ${pseudonymised.key_id}; findings are about the values before.`,
        ]
      : []),
    ...(recipients > 0 ? [`Encrypted to ${plural(recipients, 'recipient')}.`] : []),
  ];
}

/** A line for each warning; parameters that are not set share one, since they may be many. */
function showWarnings({ warnings }: RunResult): string[] {
  const unset = warnings.filter((item) => item.code === 'not-configured');
  const parameters = new Set(unset.flatMap((item) => item.parameters ?? []));
  const objects = plural(unset.length, 'object');
  return [
    ...warnings.filter((item) => !unset.includes(item)).map((item) => `warning: ${item.message}`),
    ...(unset.length > 0
      ? [
          `warning: rows or fields of ${objects} are missing, since the site does not set ${plural(parameters.size, 'parameter')}; manifest.json lists them under warnings`,
        ]
      : []),
  ];
}
