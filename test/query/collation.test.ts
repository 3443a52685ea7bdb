import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { collationConflicts } from '../support/collation-labels.ts';
import { compileLittle } from '../support/compile.ts';
import { littleCatalogue } from '../support/mapping.ts';

const isText = (table: string, column: string): boolean =>
  littleCatalogue.get(table)?.columns.get(column)?.type === 'text';

const TWO_TABLES =
  'rows:\n  from: {c: CONTACTS}\n  joins: {p: {left: PEOPLE, on: {ID: c.PERSON}}}\n';

describe('on SQL Server, texts of columns with a collation of their own each', () => {
  const values: readonly [name: string, value: string][] = [
    ['coalesce', '{coalesce: [c.KIND, p.NAME]}'],
    ['concat', "{concat: [c.KIND, {const: ' '}, {trim: p.NAME}]}"],
    ['case', '{case: [{when: {c.ID: {is: 1}}, then: c.KIND}], else: {upper: p.NAME}}'],
    ['greatest', '{greatest: [c.KIND, p.NAME]}'],
    ['remove', '{remove: [c.KIND, p.NAME]}'],
    ['null_if', '{null_if: [{coalesce: [c.KIND, p.NAME]}, a]}'],
    ['one in another', '{coalesce: [{concat: [c.KIND, p.NAME]}, {left: [c.NOTE, 2]}]}'],
    ['a hash of two', '{hash: [{concat: [c.KIND, p.NAME]}, $hash]}'],
    ['text of numbers', '{coalesce: [{to_text: c.WEIGHT}, p.NAME]}'],
  ];
  for (const [name, value] of values) {
    it(`are put together, compared and sorted: ${name}`, () => {
      const { sql } = compileLittle(
        `${TWO_TABLES}  where: [{value: ${value}, is_not: x}]\n  first: {per: [${value}], order: [{highest: ${value}}]}\nkey: [kind]\nfields: {kind: ${value}}\n`,
        DIALECTS.mssql,
      );
      assert.deepEqual(collationConflicts(sql, isText), []);
    });
  }

  it('are columns of one union, keys of a group, and the greatest and least of it', () => {
    const { sql } = compileLittle(
      `sets:
  s: {union: [{from: {c: CONTACTS}, select: {K: c.KIND, N: c.ID}}, {from: {p: PEOPLE}, select: {K: p.NAME, N: p.ID}}]}
  g: {from: {s: s}, group: {K: s.K}, select: {L: {max: s.K}, N: {min: s.N}}}
rows:
  from: {g: g}
  joins: {p: {left: PEOPLE, on: {NAME: g.K}, values: {LAST: {max: p.NAME}}}}
fields: {id: {to_text: g.N}, kind: {coalesce: [p.LAST, g.K, g.L]}, made: null}
`,
      DIALECTS.mssql,
    );
    assert.deepEqual(collationConflicts(sql, isText), []);
  });

  it('texts made of no column are sorted in the same order of bytes', () => {
    const { sql } = compileLittle(
      `rows: {from: {c: CONTACTS}}\nkey: [kind]\nfields: {kind: {match: c.KIND, with: {A: one}, else: {const: two}}}\n`,
      DIALECTS.mssql,
    );
    assert.match(sql, /end \+ '' collate Latin1_General_100_BIN2/);
  });

  it('CHECKSUM, which depends on the collation, is of the column as it is', () => {
    const checksum = DIALECTS.mssql.functions.checksum;
    assert.ok(checksum);
    const { sql } = compileLittle(
      `rows: {from: {c: CONTACTS}}\nfields: {kind: {checksum: c.KIND}}\n`,
      DIALECTS.mssql,
    );
    assert.match(sql, /checksum\("c"\."KIND"\)/);
  });
});
