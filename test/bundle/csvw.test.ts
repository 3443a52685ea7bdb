import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csvMetadata } from '../../src/bundle/csvw.ts';
import type { DescribedBundle } from '../../src/bundle/table-description.ts';
import { describedBundle } from '../support/described-bundle.ts';

interface Table {
  readonly url: string;
  readonly tableSchema: {
    readonly columns: readonly {
      readonly name: string;
      readonly titles: string;
      readonly required?: boolean;
      readonly datatype: { readonly base: string; readonly format?: string };
    }[];
    readonly primaryKey?: readonly string[];
    readonly foreignKeys?: readonly object[];
  };
}

interface Descriptor {
  readonly '@context': readonly unknown[];
  readonly dialect: object;
  readonly tables: readonly [Table, Table];
}

function read(change: Partial<DescribedBundle> = {}): Descriptor {
  return JSON.parse(csvMetadata(describedBundle(change))) as Descriptor;
}

const datatypesOf = ({
  tables: [table],
}: Descriptor): Record<string, { readonly format?: string }> =>
  Object.fromEntries(table.tableSchema.columns.map(({ name, datatype }) => [name, datatype]));

describe('csv-metadata.json', () => {
  it('names the files, and how they are written', () => {
    const { '@context': context, dialect, tables } = read();
    assert.equal(context[0], 'http://www.w3.org/ns/csvw');
    assert.deepEqual(dialect, {
      encoding: 'utf-8',
      lineTerminators: ['\r\n'],
      delimiter: ',',
      quoteChar: '"',
      doubleQuote: true,
      header: true,
      headerRowCount: 1,
    });
    assert.deepEqual(
      tables.map(({ url }) => url),
      ['ssd_a.csv', 'ssd_b.csv'],
    );
  });

  it('has the datatype of each column', () => {
    assert.deepEqual(datatypesOf(read()), {
      a_id: { base: 'string', maxLength: 48, format: '[\\s\\S]*\\S[\\s\\S]*' },
      a_name: { base: 'string', maxLength: 9 },
      a_day: { base: 'date', format: 'yyyy-MM-dd' },
      a_moment: { base: 'datetime', format: 'yyyy-MM-ddTHH:mm:ss.SSSSSSSSS' },
      a_colour: { base: 'string', format: 'R|G\\|\\(B\\)' },
      a_list: { base: 'json' },
      a_flag: { base: 'string', format: '[01YyNn]|[Tt]rue|TRUE|[Ff]alse|FALSE' },
      a_count: { base: 'integer' },
      a_share: { base: 'number' },
      a_parent: { base: 'string' },
    });
    const british = datatypesOf(read({ dateFormat: 'dd/mm/yyyy' }));
    assert.equal(british['a_day']?.format, 'dd/MM/yyyy');
    assert.equal(british['a_moment']?.format, 'dd/MM/yyyy HH:mm:ss.SSSSSSSSS');
  });

  it('has as titles what the header says, and asks for what is required', () => {
    const { columns } = read().tables[0].tableSchema;
    assert.ok(columns.every(({ name, titles }) => name === titles));
    const required = columns.filter((column) => column.required).map(({ name }) => name);
    assert.deepEqual(required, ['a_id', 'a_count']);
  });

  it('has foreign keys into keys that name one row, and no others', () => {
    const [own, other] = read().tables;
    assert.deepEqual(other.tableSchema.primaryKey, ['b_a_id', 'b_name']);
    assert.deepEqual(other.tableSchema.foreignKeys, [
      { columnReference: 'b_a_id', reference: { resource: 'ssd_a.csv', columnReference: 'a_id' } },
    ]);
    assert.deepEqual(own.tableSchema.foreignKeys, [
      {
        columnReference: 'a_parent',
        reference: { resource: 'ssd_a.csv', columnReference: 'a_id' },
      },
    ]);
  });

  it('asks nothing of fields that were dropped or coarsened', () => {
    const altered = new Map([['ssd_a', new Set(['a_id', 'a_colour'])]]);
    const described = read({ altered });
    const { a_id: id, a_colour: colour } = datatypesOf(described);
    assert.deepEqual([id, colour], [{ base: 'string' }, { base: 'string' }]);
    assert.equal(described.tables[0].tableSchema.primaryKey, undefined);
    assert.equal(described.tables[1].tableSchema.foreignKeys, undefined);
  });
});
