import fs from 'node:fs';
import path from 'node:path';
import { CURRENT } from '../bundle/current.ts';
import type { Manifest } from '../bundle/manifest.ts';
import type { RunResult } from '../run/run-result.ts';
import { cut, duration, fitting, plural, table } from './output.ts';
import type { Line } from './terminal.ts';

export interface ObjectSummary {
  readonly name: string;
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  readonly ms: number;
  /** How often it was read again from its start. */
  readonly restarts: number;
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
    restarts: file.restarts,
  }));
}

/** Where a summary is read. */
export interface Screen {
  readonly columns: number;
  /** Lines that are seen at once. */
  readonly rows: number;
}

/** Lines of the screen that a prompt and what follows a summary take. */
const LINES_BELOW = 3;
/** Even on a small screen. */
const FEWEST_OBJECTS = 3;
const MOST_WARNINGS = 5;

/**
 * What a person reads after a run. The verdict comes last, since a terminal shows the end; above it
 * are the objects, those that need attention first. On a screen everything fits into its columns,
 * and only as many objects are listed as stay in sight; elsewhere, as in a log, all are.
 */
export function showRun(result: RunResult, screen?: Screen): Line[] {
  const fit = (line: Line): Line[] =>
    screen ? fitting(line.text, screen.columns).map((text) => ({ ...line, text })) : [line];
  const tail = [...remarksOf(result, screen), ...endOf(result)].flatMap(fit);
  const taken = tail.length + LINES_BELOW;
  const most = screen ? Math.max(FEWEST_OBJECTS, screen.rows - taken - 4) : Infinity;
  return [...objectsOf(result, most, screen?.columns ?? Infinity), { text: '' }, ...tail];
}

interface Shown extends ObjectSummary {
  readonly status: string;
  /** A warning of the run is about it. */
  readonly warned: boolean;
}

function weightOf({ errors, warned, warnings, status }: Shown): number {
  if (errors > 0) return 4;
  if (warned) return 3;
  if (warnings > 0) return 2;
  return status === '' || status === 'placeholder' ? 0 : 1;
}

const STYLES: readonly Line['style'][] = [undefined, undefined, undefined, 'yellow', 'red'];

/** The table of the objects, the heaviest first; what is not listed is counted below it. */
function objectsOf({ manifest, warnings }: RunResult, most: number, columns: number): Line[] {
  const warned = new Set(warnings.map(({ object }) => object));
  const status = new Map(manifest.files.map((file) => [file.object, file.status]));
  const objects = summarise(manifest)
    .map((object): Shown => {
      const said = status.get(object.name) ?? '';
      return {
        ...object,
        status: said === 'extracted' ? '' : said,
        warned: warned.has(object.name),
      };
    })
    .toSorted(
      (a, b) => weightOf(b) - weightOf(a) || b.errors - a.errors || b.warnings - a.warnings,
    );
  const listed = objects.slice(0, most);
  const numbers = listed.map(({ rows, errors, warnings: found, status: said }) => [
    rows.toLocaleString('en-GB'),
    String(errors),
    String(found),
    said,
  ]);
  const widthOf = (names: readonly string[]): number =>
    table(
      ['object', ...HEAD],
      numbers.map((cells, at) => [names[at] ?? '', ...cells]),
      [1, 2, 3],
    )
      .split('\n')
      .reduce((widest, line) => Math.max(widest, line.length), 0);
  const names = listed.map(({ name }) => name);
  const room = columns - widthOf(names.map(() => ''));
  const rows = numbers.map((cells, at) => [cut(names[at] ?? '', room + 'object'.length), ...cells]);
  const [head = '', rule = '', ...lines] = table(['object', ...HEAD], rows, [1, 2, 3]).split('\n');
  const rest = objects.slice(most);
  return [
    { text: head, style: 'bold' },
    { text: rule },
    ...lines.map((text, at) => ({ text, style: STYLES[listed[at] ? weightOf(listed[at]) : 0] })),
    ...(rest.length > 0 ? [{ text: showRest(rest) }] : []),
  ];
}

const HEAD = ['rows', 'errors', 'warnings', ''] as const;

/** The objects that the table has no room for. */
function showRest(rest: readonly Shown[]): string {
  const rows = rest.reduce((sum, object) => sum + object.rows, 0);
  const found = rest.filter(({ errors, warnings }) => errors + warnings > 0).length;
  const also = found > 0 ? `, ${found} of them with findings` : ', none with findings';
  return `and ${plural(rest.length, 'more object')}: ${plural(rows, 'row')}${also}`;
}

/** What is to be known of the bundle besides its objects. */
function remarksOf(result: RunResult, screen: Screen | undefined): Line[] {
  const { manifest } = result;
  const warnings = showWarnings(result);
  const most = screen ? MOST_WARNINGS : Infinity;
  const more = warnings.length - most;
  return [
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
    ...warnings.slice(0, most).map((text) => ({ text, style: 'yellow' as const })),
    ...(more > 0
      ? [`${plural(more, 'more warning')}; manifest.json lists them under warnings`]
      : []),
    ...(manifest.partial
      ? ['This bundle is partial: not all objects, or not all rows. LATEST does not name it.']
      : []),
  ].map((line) => (typeof line === 'string' ? { text: line } : line));
}

/** The verdict, where the bundle is, and what to open next. */
function endOf({ bundle, manifest, milliseconds, warnings, current }: RunResult): Line[] {
  const objects = summarise(manifest);
  const total = (of: 'rows' | 'errors' | 'warnings'): number =>
    objects.reduce((sum, object) => sum + object[of], 0);
  const read = `${plural(objects.length, 'object')}, ${plural(total('rows'), 'row')}`;
  const found = `${plural(total('errors'), 'error')} and ${plural(total('warnings'), 'warning')} found`;
  const shown = path.relative(process.cwd(), bundle) || bundle;
  return [
    {
      text: `${read}, ${found}, in ${duration(milliseconds)}`,
      style: verdict(total('errors'), total('warnings') + warnings.length),
    },
    { text: `Bundle: ${shown}` },
    ...(current === undefined ? [] : [{ text: showCurrent(bundle, current) }]),
    ...(manifest.encrypted
      ? [
          `Next:   ssd-extract decrypt ${shown} --identity FILE; manifest.json can be read without it.`,
        ]
      : [whatToOpen(shown)]
    ).map((text) => ({ text })),
  ];
}

/** A site may have switched its report off. */
function whatToOpen(bundle: string): string {
  const report = fs.existsSync(path.join(bundle, 'report.html'))
    ? 'report.html says whether the data can be used; '
    : '';
  return `Next:   ${report}findings.csv lists every doubtful value and what to do.`;
}

function verdict(errors: number, warnings: number): Line['style'] {
  if (errors > 0) return 'red';
  return warnings > 0 ? 'yellow' : 'green';
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
