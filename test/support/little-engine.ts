import { DIALECTS, type DialectName } from '../../src/query/dialects/index.ts';
import { compileLittle } from './compile.ts';
import { openNew } from './new-database.ts';

/** The little CMS of mapping.ts with its dirt, as PostgreSQL. */
export const LITTLE_TABLES = `
  create schema "S";
  create table "S"."CONTACTS" ("ID" int, "PERSON" int, "KIND" text, "MADE" timestamp, "NOTE" text, "WEIGHT" numeric(18,2), "FLAG" text);
  create table "S"."SPELLS" ("ID" int, "PERSON" int, "SINCE" timestamp, "UNTIL" timestamp, "ABOUT" int);
  create table "S"."PEOPLE" ("ID" int, "NAME" text);
  insert into "S"."PEOPLE" values (1, 'Ann'), (2, 'Bea ');
  insert into "S"."CONTACTS" values
    (10, 1, 'a ', '2024-02-29 00:00:00', ' 12 ', 1.50, 'Y'),
    (11, 1, 'A', '2024-03-01 23:59:59', '12x', null, 'N'),
    (12, 2, 'B', null, '', 0.10, null),
    (13, 2, null, '2024-06-01', '29/02/2023', 9007199254740993.01, ' '),
    (14, 3, 'Ab', '2023-01-01', '2024-02-30', -1, 'Y');
  insert into "S"."SPELLS" values
    (20, 1, '2024-01-01', '2024-02-29', 1), (21, 1, '2024-02-29', '2024-03-10', 2), (22, 1, '2024-03-05', '2024-03-06', null),
    (23, 1, '2024-03-11', null, 0), (24, 1, '2024-12-01', '2024-12-31', -1),
    (25, 2, null, '2024-06-01', 2), (26, 2, '2024-05-31', '2024-06-01', 1), (27, 2, '2024-05-31', '2024-07-01', 2);
`;

/** The little CMS on some engine. */
export interface LittleEngine {
  readonly engine: DialectName;
  /** Compiles a mapping for the engine and executes it there. */
  readonly rows: (mapping: string) => Promise<(string | null)[][]>;
  /** Statements of PostgreSQL, for more rows. */
  readonly define: (statements: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

type Opened = Omit<LittleEngine, 'engine'>;

let chosen: DialectName | undefined;
const ready: Opened[] = [];

/**
 * For a test that runs the cases of others on its own engine: choose, with one opened for each of
 * them, then import. All is open before the first case is read: what a file opened at its own top
 * could come after the cases of another have ended, and would never be closed.
 */
export async function chooseEngine(
  engine: DialectName,
  files: number,
  open: () => Promise<Opened>,
): Promise<void> {
  chosen = engine;
  while (ready.length < files) ready.push(await open());
}

/** The engine that was chosen; PostgreSQL inside this process when none was. */
export function openLittle(): LittleEngine {
  if (chosen === undefined) return openedLater();
  const opened = ready.shift();
  if (!opened) throw new Error('more files are imported than engines were opened');
  return { engine: chosen, ...opened };
}

function openedLater(): LittleEngine {
  let opened: Promise<Opened> | undefined;
  const atWork = (): Promise<Opened> => (opened ??= openPostgres());
  return {
    engine: 'postgres',
    rows: async (mapping) => (await atWork()).rows(mapping),
    define: async (statements) => (await atWork()).define(statements),
    close: async () => (await opened)?.close(),
  };
}

async function openPostgres(): Promise<Opened> {
  const db = await openNew();
  await db.exec(LITTLE_TABLES);
  return {
    rows: async (mapping) => {
      const query = compileLittle(mapping, DIALECTS.postgres);
      return (
        await db.query<(string | null)[]>(
          query.sql,
          query.parameters.map((parameter) => parameter.value),
          { rowMode: 'array' },
        )
      ).rows;
    },
    define: async (statements) => {
      await db.exec(statements);
    },
    close: () => db.close(),
  };
}
