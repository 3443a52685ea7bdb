import type { Token } from './token.ts';

export type EngineName = 'mssql' | 'oracle' | 'postgres';

/** What SQL of a site may use on one engine: all else is refused. Words are in small letters. */
export interface Engine {
  readonly name: EngineName;
  readonly lex: (text: string) => Token[];
  /** A name that stands without quotes, as the engine keeps it. */
  readonly fold: (word: string) => string;
  /** Names of the engine that differ in case only are one name. */
  readonly ignoresCase: boolean;
  readonly functions: ReadonlySet<string>;
  /** Those of the functions that are syntax of the engine rather than names in a schema. */
  readonly syntax: ReadonlySet<string>;
  /** Where its functions are, when one of the same name in another schema could hide them. */
  readonly functionSchema: string | undefined;
  /** Functions whose first argument is a part of a date: `day`. */
  readonly datePartFunctions: ReadonlySet<string>;
  readonly dateParts: ReadonlySet<string>;
  /** Functions that may stand in the place of a table. */
  readonly tableFunctions: ReadonlySet<string>;
  /** Words that are a value by themselves: `null`, `sysdate`. */
  readonly values: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** Words before a text that give it a type: `date '2026-01-01'`. */
  readonly typedTexts: ReadonlySet<string>;
  readonly operators: ReadonlySet<string>;
  /** Words that are names only in quotes. */
  readonly reserved: ReadonlySet<string>;
  /** The parts that a table's name may have: more reach another server. */
  readonly tableParts: number;
  /** The engine takes a bare name for a function when no column is called so. */
  readonly qualifiedOnly: boolean;
  /** Parts of a SELECT that not every engine has. */
  readonly has: ReadonlySet<'top' | 'limit' | 'apply' | 'lateral' | 'outer mark' | 'distinct on'>;
}

/** Words of a list that is written with blanks between them. */
export function words(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(/\s+/)).filter(Boolean));
}

/** No engine takes these for a column or an alias, or all would do better without. */
export const COMMON_RESERVED = `
all alter and any as asc begin between by call case check column commit connect copy create cross
current cursor declare delete desc disable distinct do drop else enable end escape except exec execute exists
explain fetch for foreign from full grant group having in inner insert intersect into is join left
like lock limit merge minus natural not null offset on only or order outer over pivot prepare receive
references returning revoke right rollback row rows savepoint select send set some table then throw to
trigger truncate union unique unpivot update using values when where window with`;

/**
 * Families of procedures, packages and pseudo-columns that do more than hold rows. They cannot be
 * called anyway; a text that names one, in quotes or not, is not an honest mistake.
 */
export const PROCEDURES =
  /^(?:sp_|xp_|fn_|open(?:rowset|query|datasource|xml)$|utl_|dbms_|owa_|ctx_|apex_|httpuritype$|xmltype$|nextval$|currval$|dblink|lo_(?:import|export|create|unlink)|pg_(?:read|ls|sleep|stat_file|terminate|cancel))/i;
