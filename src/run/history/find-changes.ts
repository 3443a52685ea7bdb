import type { ManifestFile } from '../../bundle/manifest.ts';
import type { RunWarning } from '../find-gaps.ts';
import { median } from './median.ts';
import type { FindingRecord, RunRecord } from './record.ts';

/** Of the median, that an object may gain or lose. */
const SHARE = 0.3;
/** Rows that an object gains or loses before it counts: a few are chance. */
const FEWEST_ROWS = 20;
/** A kind of finding is told from so many rows on, or from this share of an object's rows. */
const FEWEST_FINDINGS = 20;
const SHARE_FOUND = 0.1;
const SLOWER = 3;
/** Milliseconds more than the median before it counts: a slow login is no slow run. */
const LEAST_SLOWER = 60_000;
/** Runs until durations are compared: one slow night is no measure. */
const RUNS_FOR_DURATIONS = 3;
/** Objects or rules that one message names. */
const MOST_NAMED = 5;

/** A run as far as it is when its rows are read and validated. */
export interface RunSoFar {
  readonly files: readonly ManifestFile[];
  readonly findings: readonly FindingRecord[];
  /** Of the whole run; undefined when it does not read all objects. */
  readonly milliseconds?: number | undefined;
}

/**
 * Sudden changes against the median of earlier runs like this one, newest first: objects whose rows
 * are gone, or 30 % more or fewer; findings of kinds that none of them had, or hardly; a run, or
 * its objects, that took three times as long. Differences of a few rows or seconds are passed over.
 */
export function findChanges(now: RunSoFar, earlier: readonly RunRecord[]): RunWarning[] {
  if (earlier.length === 0) return [];
  return [
    ...now.files.flatMap((file) => rowsOf(file, earlier)),
    ...now.files.flatMap((file) => newFindings(file, now.findings, earlier)),
    ...(earlier.length >= RUNS_FOR_DURATIONS ? slowness(now, earlier) : []),
  ];
}

function rowsOf(
  { object, status, rows }: ManifestFile,
  earlier: readonly RunRecord[],
): RunWarning[] {
  if (status !== 'extracted') return [];
  const before = earlier.flatMap(({ objects }) =>
    objects.filter((item) => item.object === object && item.status === 'extracted'),
  );
  const usual = median(before.map((item) => item.rows));
  if (usual === undefined) return [];
  const difference = Math.abs(rows - usual);
  if (difference < FEWEST_ROWS || difference <= usual * SHARE) return [];
  const of = `${middleOf(before.length)} ${number(usual)}`;
  return rows === 0
    ? [{ code: 'rows-gone', object, message: `${object} has no rows, ${of}` }]
    : [{ code: 'rows-changed', object, message: `${object} has ${change(rows, usual)}, ${of}` }];
}

/** `1,200 rows, 40 % fewer`; from none there is no share. */
function change(rows: number, usual: number): string {
  if (usual === 0) return `${number(rows)} rows`;
  const percent = Math.round((Math.abs(rows - usual) / usual) * 100);
  return `${number(rows)} rows, ${number(percent)} % ${rows > usual ? 'more' : 'fewer'}`;
}

function newFindings(
  { object, rows }: ManifestFile,
  findings: readonly FindingRecord[],
  earlier: readonly RunRecord[],
): RunWarning[] {
  const before = earlier.filter(({ objects }) => objects.some((item) => item.object === object));
  if (before.length === 0) return [];
  const fewest = Math.min(FEWEST_FINDINGS, rows * SHARE_FOUND);
  // one value that was wrong before does not hide that now all are
  const enough = (all: readonly FindingRecord[]): FindingRecord[] =>
    all.filter((item) => item.object === object && item.count >= fewest);
  const kind = ({ field, rule }: FindingRecord): string => `${field} ${rule}`;
  const known = new Set(before.flatMap((run) => enough(run.findings).map(kind)));
  const fresh = enough(findings).filter((item) => !known.has(kind(item)));
  if (fresh.length === 0) return [];
  const shown = named(fresh.map(({ field, rule, count }) => `${field} ${rule} (${number(count)})`));
  const none = before.length === 1 ? 'the run before' : `any of the last ${before.length} runs`;
  return [
    {
      code: 'new-findings',
      object,
      message: `${object} has findings that ${none} did not have, or hardly: ${shown}`,
      fields: [...new Set(fresh.map(({ field }) => field))],
    },
  ];
}

/** The run as a whole, where it is that; else the objects that make it slow. */
function slowness({ files, milliseconds }: RunSoFar, earlier: readonly RunRecord[]): RunWarning[] {
  const slow = files.flatMap((file) => {
    const before = earlier.flatMap(({ objects }) =>
      objects.filter(({ object }) => object === file.object),
    );
    const usual = median(before.map((item) => item.milliseconds));
    return before.length >= RUNS_FOR_DURATIONS && isSlower(file.milliseconds, usual)
      ? [{ ...file, usual, runs: before.length }]
      : [];
  });
  const usual = median(earlier.map((run) => run.milliseconds));
  if (milliseconds !== undefined && isSlower(milliseconds, usual)) {
    const longest = slow.toSorted((a, b) => b.milliseconds - a.milliseconds);
    const which = longest.length > 0 ? `: ${named(longest.map(({ object }) => object))}` : '';
    const message = `the run took ${minutes(milliseconds)}, ${middleOf(earlier.length)} ${minutes(usual)}${which}`;
    return [{ code: 'slower', message }];
  }
  return slow.map(({ object, milliseconds: took, usual: before, runs }) => {
    const message = `${object} took ${minutes(took)}, ${middleOf(runs)} ${minutes(before)}`;
    return { code: 'slower', object, message };
  });
}

function isSlower(milliseconds: number, usual: number | undefined): usual is number {
  return (
    usual !== undefined && milliseconds >= usual * SLOWER && milliseconds - usual >= LEAST_SLOWER
  );
}

function middleOf(runs: number): string {
  return runs === 1 ? 'where the run before had' : `where the last ${runs} runs had a median of`;
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

/** To the tenth of a minute, which is enough for what takes one at least. */
function minutes(milliseconds: number): string {
  return `${(milliseconds / 60_000).toLocaleString('en-GB', { maximumFractionDigits: 1 })} min`;
}
