import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dataPackage } from '../../src/bundle/datapackage.ts';
import type { DescribedBundle } from '../../src/bundle/table-description.ts';
import { describedBundle } from '../support/described-bundle.ts';

interface Resource {
  readonly profile: string;
  readonly type: string;
  readonly path: string;
  readonly schema: {
    readonly fields: readonly { readonly name: string }[];
    readonly missingValues: readonly string[];
    readonly primaryKey?: readonly string[];
    readonly foreignKeys?: readonly object[];
  };
}

interface Descriptor {
  readonly $schema: string;
  readonly name: string;
  readonly resources: readonly Resource[];
}

function read(change: Partial<DescribedBundle> = {}): Descriptor {
  return JSON.parse(dataPackage(describedBundle(change))) as Descriptor;
}

const resourceOf = (descriptor: Descriptor, object: string): Resource => {
  const found = descriptor.resources.find(({ path }) => path === `${object}.csv`);
  assert.ok(found, object);
  return found;
};

/** Fields of ssd_a by name, without the name and the empty description. */
function fieldsOf(descriptor: Descriptor): Record<string, unknown> {
  return Object.fromEntries(
    resourceOf(descriptor, 'ssd_a').schema.fields.map(({ name, ...rest }) => [name, rest]),
  );
}

describe('datapackage.json', () => {
  it('is for readers of both versions', () => {
    const descriptor = read();
    assert.equal(descriptor.$schema, 'https://datapackage.org/profiles/2.0/datapackage.json');
    assert.equal(descriptor.name, 'ssd_trial_1');
    assert.deepEqual(
      descriptor.resources.map(({ profile, type, path }) => [profile, type, path]),
      ['ssd_a.csv', 'ssd_b.csv'].map((file) => ['tabular-data-resource', 'table', file]),
    );
  });

  it('has the type, the format and the constraints of each field', () => {
    const flags = ['1', 'Y', 'y', 'true', 'True', 'TRUE'];
    const others = ['0', 'N', 'n', 'false', 'False', 'FALSE'];
    const pattern = '[\\s\\S]*\\S[\\s\\S]*';
    assert.deepEqual(fieldsOf(read()), {
      a_id: {
        type: 'string',
        description: 'Id.',
        itemRef: 'A001',
        constraints: { required: true, maxLength: 48, pattern },
      },
      a_name: { type: 'string', description: '', constraints: { maxLength: 9 } },
      a_day: { type: 'date', format: 'default', description: '' },
      a_moment: { type: 'datetime', format: 'default', description: '' },
      a_colour: {
        type: 'string',
        description: '',
        categories: [{ value: 'R', label: 'Red' }, { value: 'G|(B)' }],
        constraints: { enum: ['R', 'G|(B)'] },
      },
      a_list: { type: 'array', description: '', constraints: { minLength: 2 } },
      a_flag: { type: 'boolean', trueValues: flags, falseValues: others, description: '' },
      a_count: { type: 'integer', description: '', constraints: { required: true, unique: true } },
      a_share: { type: 'number', description: '' },
      a_parent: { type: 'string', description: '' },
    });
  });

  it('says how dates are written, and what an empty cell is', () => {
    const descriptor = read({ dateFormat: 'dd/mm/yyyy' });
    const { a_day: day, a_moment: moment } = fieldsOf(descriptor);
    assert.deepEqual(day, { type: 'date', format: '%d/%m/%Y', description: '' });
    assert.deepEqual(moment, { type: 'datetime', format: '%d/%m/%Y %H:%M:%S', description: '' });
    assert.deepEqual(resourceOf(descriptor, 'ssd_a').schema.missingValues, ['']);
  });

  it('has keys of several fields, and foreign keys, one into its own file', () => {
    const descriptor = read();
    const { primaryKey, foreignKeys } = resourceOf(descriptor, 'ssd_b').schema;
    assert.deepEqual(primaryKey, ['b_a_id', 'b_name']);
    assert.deepEqual(foreignKeys, [
      { fields: ['b_a_id'], reference: { resource: 'ssd_a', fields: ['a_id'] } },
      { fields: ['b_name'], reference: { resource: 'ssd_a', fields: ['a_name'] } },
    ]);
    assert.deepEqual(resourceOf(descriptor, 'ssd_a').schema.foreignKeys, [
      { fields: ['a_parent'], reference: { resource: '', fields: ['a_id'] } },
    ]);
  });

  it('has no foreign key into a file that is not there in full', () => {
    const skipped = read({ complete: new Set(['ssd_b']) });
    assert.equal(resourceOf(skipped, 'ssd_b').schema.foreignKeys, undefined);
    const alone = read({ objects: new Set(['ssd_b']), complete: new Set(['ssd_b']) });
    assert.deepEqual(
      alone.resources.map(({ path }) => path),
      ['ssd_b.csv'],
    );
    assert.equal(resourceOf(alone, 'ssd_b').schema.foreignKeys, undefined);
  });

  it('asks nothing of fields that were dropped or coarsened, nor keys that need them', () => {
    const altered = new Map([['ssd_a', new Set(['a_id', 'a_colour', 'a_count'])]]);
    const descriptor = read({ altered });
    const fields = fieldsOf(descriptor);
    assert.deepEqual(fields['a_id'], { type: 'string', description: 'Id.', itemRef: 'A001' });
    assert.deepEqual(fields['a_colour'], { type: 'string', description: '' });
    assert.deepEqual(fields['a_count'], { type: 'integer', description: '' });
    const { primaryKey, foreignKeys } = resourceOf(descriptor, 'ssd_a').schema;
    assert.deepEqual([primaryKey, foreignKeys], [undefined, undefined]);
    assert.deepEqual(resourceOf(descriptor, 'ssd_b').schema.foreignKeys, [
      { fields: ['b_name'], reference: { resource: 'ssd_a', fields: ['a_name'] } },
    ]);
  });
});
