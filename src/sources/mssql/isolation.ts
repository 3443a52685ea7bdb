import sql from 'mssql';
import type { MssqlConnection } from '../../site/model.ts';
import type { DatabaseState } from './probe.ts';

/** The isolation level that every connection of a source begins with. */
export function isolationOf(
  { isolation }: MssqlConnection,
  states: readonly DatabaseState[],
  databases: readonly string[],
): number {
  if (isolation === 'read_uncommitted') return sql.ISOLATION_LEVEL.READ_UNCOMMITTED;
  const everywhere = databases.every((name) =>
    states.some((state) => state.snapshot && state.name.toUpperCase() === name.toUpperCase()),
  );
  return isolation === 'auto' && everywhere
    ? sql.ISOLATION_LEVEL.SNAPSHOT
    : sql.ISOLATION_LEVEL.READ_COMMITTED;
}

/** Which state of the database a run shows at that level, for a person to read. */
export function consistencyOf(
  level: number,
  states: readonly DatabaseState[],
  connections: number,
): string {
  if (level === sql.ISOLATION_LEVEL.SNAPSHOT) {
    return `SNAPSHOT isolation: ${snapshotShows(connections)}`;
  }
  if (level === sql.ISOLATION_LEVEL.READ_UNCOMMITTED) {
    return 'READ UNCOMMITTED isolation, as the site asks: rows may be missing, doubled, or never have been committed';
  }
  if (states.length > 0 && states.every((state) => state.rowVersions || state.readOnly)) {
    return 'READ COMMITTED isolation with row versions: each object shows the database as it was when its query began';
  }
  return 'READ COMMITTED isolation: rows that change while an object is read may be missed or read twice; the DBA can allow SNAPSHOT';
}

function snapshotShows(connections: number): string {
  return connections === 1
    ? 'every object shows the database at one moment, the begin of the run; after a lost connection the rest shows a later one'
    : `each of ${connections} connections shows the database at one moment, close together at the begin of the run; after a lost connection its rest shows a later one`;
}
