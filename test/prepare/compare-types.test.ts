import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CatalogueColumn } from '../../src/mapping/catalogue.ts';
import type { HeldTables, Plan } from '../../src/mapping/plan.ts';
import { column } from '../../src/mapping/construct.ts';
import { compareTypes } from '../../src/prepare/compare-types.ts';
import { entriesFor, showDifference } from '../../src/prepare/show-difference.ts';
import { DIALECTS, type DialectName } from '../../src/query/dialects/index.ts';

const TABLE = { kind: 'table', name: 'T' } as const;

/** A plan that writes the column `SHOWN` into cells and filters by `DECIDES`, both of one type. */
function planOf(declared: string, type: CatalogueColumn['type']): Plan {
  const named = (name: string): CatalogueColumn => ({ name, declared, type });
  const value = (name: string) => column('t', name, TABLE, type);
  return {
    object: 'ssd_a',
    status: 'extracted',
    fields: [{ name: 'a', type: 'string', output: { kind: 'value', value: value('SHOWN') } }],
    key: [],
    source: {
      sets: [],
      rows: {
        alias: 't',
        relation: TABLE,
        joins: [],
        where: [{ kind: 'present', value: value('DECIDES') }],
      },
    },
    catalogue: new Map([
      [
        'T',
        {
          name: 'T',
          key: [],
          references: [],
          columns: new Map(['SHOWN', 'DECIDES'].map((name) => [name, named(name)])),
        },
      ],
    ]),
  };
}

interface Case {
  readonly engine: DialectName;
  readonly needed: readonly [declared: string, type: CatalogueColumn['type']];
  readonly found: string;
  readonly said?: string;
}

/** What is said of the column that decides, and of the one that is only shown. */
function verdicts({ engine, needed, found, said }: Case): [string, string] {
  const held: HeldTables =
    said === undefined
      ? new Map()
      : new Map([
          ['T', { columns: new Map(['SHOWN', 'DECIDES'].map((name) => [name, { type: said }])) }],
        ]);
  const { differences } = compareTypes([planOf(...needed)], {
    dialect: DIALECTS[engine],
    cohort: undefined,
    said: held,
    found: ['SHOWN', 'DECIDES'].map((name) => ({ table: 'T', column: name, type: found })),
  });
  const verdict = (name: string): string =>
    differences.find((difference) => difference.column === name)?.verdict ?? 'same';
  return [verdict('DECIDES'), verdict('SHOWN')];
}

const INT = ['int', 'integer'] as const;
const TEXT = ['nvarchar(20)', 'text'] as const;
const GUID = ['uniqueidentifier', 'text'] as const;
const MOMENT = ['datetime', 'datetime'] as const;

describe('the type of a column', () => {
  const cases: readonly (readonly [Case, string, string])[] = [
    [{ engine: 'mssql', needed: INT, found: 'bigint' }, 'same', 'same'],
    [{ engine: 'mssql', needed: INT, found: 'decimal(18,0)' }, 'converted', 'converted'],
    [{ engine: 'mssql', needed: INT, found: 'nvarchar(48)' }, 'refused', 'refused'],
    [
      { engine: 'mssql', needed: INT, found: 'nvarchar(48)', said: 'nvarchar' },
      'converted',
      'converted',
    ],
    [{ engine: 'mssql', needed: INT, found: 'float' }, 'refused', 'refused'],
    [{ engine: 'mssql', needed: INT, found: 'float', said: 'nvarchar' }, 'refused', 'refused'],
    [{ engine: 'mssql', needed: INT, found: 'uniqueidentifier' }, 'refused', 'refused'],
    [{ engine: 'mssql', needed: TEXT, found: 'varchar(max)' }, 'same', 'same'],
    [{ engine: 'mssql', needed: TEXT, found: 'nchar(20)' }, 'converted', 'converted'],
    [{ engine: 'mssql', needed: TEXT, found: 'ntext' }, 'converted', 'converted'],
    [{ engine: 'mssql', needed: TEXT, found: 'bit' }, 'refused', 'refused'],
    [{ engine: 'mssql', needed: TEXT, found: 'bit', said: 'bit' }, 'converted', 'converted'],
    [{ engine: 'mssql', needed: TEXT, found: 'tinyint', said: 'bit' }, 'converted', 'converted'],
    [{ engine: 'mssql', needed: TEXT, found: 'int' }, 'refused', 'converted'],
    [{ engine: 'mssql', needed: TEXT, found: 'uniqueidentifier' }, 'refused', 'converted'],
    [{ engine: 'mssql', needed: GUID, found: 'uniqueidentifier' }, 'same', 'same'],
    [{ engine: 'mssql', needed: GUID, found: 'nvarchar(36)' }, 'same', 'same'],
    [{ engine: 'mssql', needed: GUID, found: 'int' }, 'refused', 'converted'],
    [{ engine: 'mssql', needed: TEXT, found: 'sql_variant' }, 'refused', 'converted'],
    [{ engine: 'mssql', needed: TEXT, found: 'image' }, 'refused', 'as_shown'],
    [{ engine: 'mssql', needed: TEXT, found: 'time' }, 'refused', 'as_shown'],
    [{ engine: 'mssql', needed: TEXT, found: 'geography' }, 'refused', 'refused'],
    [{ engine: 'mssql', needed: MOMENT, found: 'datetime2' }, 'converted', 'converted'],
    [{ engine: 'mssql', needed: MOMENT, found: 'smalldatetime' }, 'converted', 'converted'],
    [{ engine: 'mssql', needed: MOMENT, found: 'date' }, 'converted', 'converted'],
    [{ engine: 'mssql', needed: MOMENT, found: 'datetimeoffset' }, 'converted', 'converted'],
    [{ engine: 'mssql', needed: MOMENT, found: 'nvarchar(30)' }, 'refused', 'refused'],
    [{ engine: 'mssql', needed: MOMENT, found: 'timestamp' }, 'refused', 'refused'],
    [{ engine: 'mssql', needed: INT, found: '' }, 'same', 'same'],
    [{ engine: 'oracle', needed: INT, found: 'NUMBER(9)' }, 'same', 'same'],
    [{ engine: 'oracle', needed: INT, found: 'NUMBER' }, 'converted', 'converted'],
    [{ engine: 'oracle', needed: INT, found: 'VARCHAR2(20)' }, 'refused', 'refused'],
    [{ engine: 'oracle', needed: MOMENT, found: 'DATE' }, 'same', 'same'],
    [{ engine: 'oracle', needed: MOMENT, found: 'TIMESTAMP(6)' }, 'converted', 'converted'],
    [
      { engine: 'oracle', needed: MOMENT, found: 'TIMESTAMP(6) WITH TIME ZONE' },
      'converted',
      'converted',
    ],
    [{ engine: 'oracle', needed: TEXT, found: 'CLOB' }, 'refused', 'converted'],
    [{ engine: 'oracle', needed: TEXT, found: 'CLOB', said: 'clob' }, 'converted', 'converted'],
    [{ engine: 'oracle', needed: TEXT, found: 'LONG' }, 'refused', 'as_shown'],
    [{ engine: 'oracle', needed: TEXT, found: 'RAW(16)' }, 'refused', 'as_shown'],
    [{ engine: 'oracle', needed: TEXT, found: 'BLOB' }, 'refused', 'refused'],
    [{ engine: 'postgres', needed: INT, found: 'text' }, 'refused', 'refused'],
    [{ engine: 'postgres', needed: INT, found: 'numeric(18,2)' }, 'converted', 'converted'],
    [{ engine: 'postgres', needed: TEXT, found: 'character varying(20)' }, 'same', 'same'],
    [{ engine: 'postgres', needed: TEXT, found: 'boolean' }, 'refused', 'refused'],
    [{ engine: 'postgres', needed: TEXT, found: 'interval' }, 'refused', 'as_shown'],
    [{ engine: 'postgres', needed: MOMENT, found: 'timestamp without time zone' }, 'same', 'same'],
    [
      { engine: 'postgres', needed: MOMENT, found: 'timestamp(6) with time zone' },
      'converted',
      'converted',
    ],
  ];
  for (const [one, decides, shown] of cases) {
    const { engine, needed, found, said } = one;
    const site = said === undefined ? '' : `, called ${said} by the site`;
    it(`${engine}: ${found || 'unknown'} for ${needed[0]}${site}: ${decides}, ${shown} in a cell`, () =>
      assert.deepEqual(verdicts(one), [decides, shown]));
  }

  it('is told with table, column, found, needed, what happens, and the entry that would do', () => {
    const { differences } = compareTypes([planOf(...INT)], {
      dialect: DIALECTS.mssql,
      cohort: undefined,
      said: new Map(),
      found: [
        { table: 'T', column: 'DECIDES', type: 'nvarchar(48)' },
        { table: 'T', column: 'SHOWN', type: 'uniqueidentifier' },
      ],
    });
    const [decides, shown] = differences.map(showDifference);
    assert.equal(
      decides,
      'T.DECIDES is nvarchar(48), and the mappings need int: a run refuses; with catalogue: {T: {DECIDES: nvarchar(48)}} it reads it, and a text that is not a whole number becomes null',
    );
    assert.match(shown ?? '', /^T\.SHOWN is uniqueidentifier, .*: a run refuses; .*ask for a view/);
    assert.equal(entriesFor(differences), 'catalogue: {T: {DECIDES: nvarchar(48)}}');
  });
});
