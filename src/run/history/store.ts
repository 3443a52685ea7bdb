import fs from 'node:fs';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import { causeOf } from '../../bundle/publishing-errors.ts';
import { present } from '../../yaml/present.ts';
import { type RunRecord, findingShape, objectShape, runShape, warningShape } from './record.ts';
import { APPLICATION, COLUMNS, SCHEMA, VERSION } from './schema.ts';
import { HistoryFault, loadSqlite } from './sqlite.ts';

/** In milliseconds: how long another process may have the file to itself. */
const BUSY = 5000;
/** Runs of one site that are kept: almost three years of every night. */
const MOST_RUNS = 1000;

/**
 * Appends a run, and makes the file, readable by its owner only, when there is none.
 *
 * The journal is SQLite's own default, a file beside the database that is there while something is
 * written. WAL would let readers read meanwhile, but its index is shared memory: on a network share
 * two machines would each have their own.
 * @throws HistoryFault
 */
export function appendRun(file: string, record: RunRecord): void {
  explained(file, () => {
    createPrivately(file);
    const db = new (loadSqlite().DatabaseSync)(file, { timeout: BUSY });
    try {
      // immediate: of two that find an empty file, one makes the tables
      db.exec('begin immediate');
      makeTables(db);
      insertRun(db, record);
      forgetOldest(db, record.site);
      db.exec('commit');
    } finally {
      // what was not committed is rolled back
      db.close();
    }
  });
}

/** Which runs are asked for, newest first. */
export interface RunFilter {
  readonly site: string;
  readonly limit: number;
  /** Whole runs like this one only. */
  readonly like?: Pick<RunRecord, 'cms' | 'windowYears'> & { readonly spec: string };
}

/**
 * The newest runs of a site, newest first; none when there is no history yet.
 * @throws HistoryFault
 */
export function readRuns(file: string, filter: RunFilter): RunRecord[] {
  return explained(file, () => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat === undefined || (stat.isFile() && stat.size === 0)) return [];
    refuseOtherThanFile(stat);
    // not for reading only: what a killed run left half written is to be rolled back
    const db = new (loadSqlite().DatabaseSync)(file, { timeout: BUSY });
    try {
      // one moment of all tables
      db.exec('begin');
      return isEmpty(db) ? [] : selectRuns(db, filter);
    } finally {
      db.close();
    }
  });
}

function createPrivately(file: string): void {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) fs.closeSync(fs.openSync(file, 'a', 0o600));
  else refuseOtherThanFile(stat);
}

/** A pipe would be waited for. */
function refuseOtherThanFile(stat: fs.Stats): void {
  if (stat.isFile()) return;
  throw new HistoryFault('it is not a regular file', 'name another file under history');
}

/** A file of ours, or one without any table. @throws HistoryFault */
function isEmpty(db: DatabaseSync): boolean {
  const application = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  if (application === APPLICATION && version === VERSION) return false;
  if (application === APPLICATION && version > VERSION) {
    throw new HistoryFault(
      'a newer version of ssd-extract has written it',
      'use that version, or name another file under history',
    );
  }
  const tables = db.prepare('select count(*) as n from sqlite_schema').get()?.['n'];
  if (application === 0 && tables === 0) return true;
  throw new HistoryFault(
    'it is a database of another program',
    'name another file under history; this one is left as it is',
  );
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return z.number().parse(db.prepare(`pragma ${name}`).get()?.[name]);
}

function makeTables(db: DatabaseSync): void {
  if (!isEmpty(db)) return;
  db.exec(SCHEMA);
  db.exec(`pragma application_id = ${APPLICATION}; pragma user_version = ${VERSION}`);
}

function insertRun(db: DatabaseSync, { objects, findings, warnings, ...run }: RunRecord): void {
  insert(db, 'run', [run]);
  const ofRun = <T>(parts: readonly T[]) => parts.map((part) => ({ run: run.run, ...part }));
  insert(db, 'object', ofRun(objects));
  insert(db, 'finding', ofRun(findings));
  insert(db, 'warning', ofRun(warnings));
}

function insert(
  db: DatabaseSync,
  table: keyof typeof COLUMNS,
  records: readonly Readonly<Record<string, SQLInputValue>>[],
): void {
  const columns = Object.entries(COLUMNS[table]);
  const names = columns.map(([, column]) => column).join(', ');
  const values = columns.map(([key]) => `:${key}`).join(', ');
  const statement = db.prepare(`insert into ${table} (${names}) values (${values})`);
  for (const record of records) statement.run(record);
}

function forgetOldest(db: DatabaseSync, site: string): void {
  db.prepare(
    `delete from run where site = :site and run not in
      (select run from run where site = :site order by started desc, run desc limit ${MOST_RUNS})`,
  ).run({ site });
}

function selectRuns(db: DatabaseSync, { site, limit, like }: RunFilter): RunRecord[] {
  const same =
    like === undefined
      ? ''
      : `and status = 'finished' and cms = :cms and spec = :spec and window_years = :windowYears`;
  const { cms, spec, windowYears } = like ?? {};
  const alike = like === undefined ? {} : present({ cms, spec, windowYears });
  const runs = db
    .prepare(
      `select ${selected('run')} from run where site = :site ${same}
        order by started desc, run desc limit :limit`,
    )
    .all({ site, limit, ...alike });
  return z
    .array(runShape)
    .parse(runs)
    .map((run) => ({
      ...run,
      objects: z.array(objectShape).parse(partsOf(db, 'object', run.run)),
      findings: z.array(findingShape).parse(partsOf(db, 'finding', run.run)),
      warnings: z.array(warningShape).parse(partsOf(db, 'warning', run.run)),
    }));
}

function partsOf(db: DatabaseSync, table: keyof typeof COLUMNS, run: string): unknown[] {
  return db.prepare(`select ${selected(table)} from ${table} where run = ?`).all(run);
}

function selected(table: keyof typeof COLUMNS): string {
  return Object.entries(COLUMNS[table])
    .map(([key, column]) => `${column} as "${key}"`)
    .join(', ');
}

/** SQLite's primary result codes that a person can act on. */
const CAUSES: Readonly<Record<number, readonly [message: string, hint: string]>> = {
  5: ['another program holds it', 'close the program that has it open'],
  6: ['another program holds it', 'close the program that has it open'],
  8: ['it cannot be written', 'give the account that runs this the right to write it'],
  10: ['its disk reports an error', 'have the disk or share checked, or name a local file'],
  11: ['it is damaged', 'move it away: the next run begins a new one'],
  13: ['the disk is full', 'free some space'],
  14: ['it cannot be opened', 'check its folder, or name another file under history'],
  26: ['it is not a history', 'move it away, or name another file under history'],
};

function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof HistoryFault) throw error;
    const { errcode, code } = error as { errcode?: number; code?: string };
    const known = errcode === undefined ? undefined : CAUSES[errcode & 0xff];
    if (known) throw new HistoryFault(known[0], known[1], error);
    if (code?.startsWith('ERR_') === false) {
      throw new HistoryFault(causeOf(error), 'check its folder and its disk', error);
    }
    throw new HistoryFault(
      `its content is not what was written (${fs.existsSync(file) ? 'damaged' : 'gone'})`,
      'move it away: the next run begins a new one',
      error,
    );
  }
}
