import os from 'node:os';
import type { NoticeEvent } from '../../site/notify.ts';

export interface Counts {
  readonly objects: number;
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
}

/** Why a run failed, in words of ours. */
export interface Cause {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly exitCode: number;
  readonly message: string;
  /** The places of a file that are to be mended. */
  readonly problems: readonly string[];
}

/** What somebody is told of a run. It never holds a value from the CMS, nor a secret. */
export interface Notice {
  readonly event: NoticeEvent | 'test';
  readonly status: 'ok' | 'findings' | 'failed' | 'stopped' | 'test';
  readonly site: string;
  readonly host: string;
  /** UTC, ISO 8601. */
  readonly started: string;
  readonly ended: string;
  /** The object at which a run failed, where it was at one. */
  readonly object: string | null;
  readonly cause: Cause | null;
  readonly warnings: readonly string[];
  /** What to do. */
  readonly next: string;
  /** Path of the bundle. */
  readonly bundle: string | null;
  readonly counts: Counts | null;
  readonly version: string;
}

/** The notice of `ssd-extract notify test`. */
export function testNotice(site: string, version: string): Notice {
  const now = new Date().toISOString();
  return {
    event: 'test',
    status: 'test',
    site,
    host: os.hostname(),
    started: now,
    ended: now,
    object: null,
    cause: null,
    warnings: [],
    next: 'nothing: this is a test, no run took place',
    bundle: null,
    counts: null,
    version,
  };
}

/** One line: what happened, where. */
export function headline({ status, site, host, cause, object }: Notice): string {
  const what = {
    ok: 'a bundle was published',
    findings: 'a bundle was published, and something in it is doubtful',
    failed: 'the run failed',
    stopped: 'the run was stopped',
    test: 'this is a test',
  }[status];
  const why = cause ? ` [${cause.code}${object === null ? '' : `, ${object}`}]` : '';
  return `ssd-extract, ${site} on ${host}: ${what}${why}`;
}

/** The notice as a person reads it. */
export function showNotice(notice: Notice): string {
  const { cause, object, warnings, next, bundle, counts, started, ended, version } = notice;
  return [
    headline(notice),
    '',
    ...(object === null ? [] : [`Object:   ${object}`]),
    ...(cause ? [`Cause:    ${cause.message} [${cause.code}], exit code ${cause.exitCode}`] : []),
    ...(cause?.problems ?? []).map((problem) => `          ${problem}`),
    ...warnings.map((warning) => `Warning:  ${warning}`),
    ...(counts ? [`Counts:   ${showCounts(counts)}`] : []),
    ...(bundle === null ? [] : [`Bundle:   ${bundle}`]),
    `Next:     ${next}`,
    `Started:  ${started}`,
    `Ended:    ${ended}`,
    `Version:  ${version}`,
  ].join('\n');
}

/** The notice as a program reads it; `text` is what chat services show. */
export function noticeAsJson(notice: Notice): string {
  return JSON.stringify({ ...notice, text: showNotice(notice) });
}

function showCounts({ objects, rows, errors, warnings }: Counts): string {
  return `${objects} objects, ${rows} rows; ${errors} errors and ${warnings} warnings found`;
}
