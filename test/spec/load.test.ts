import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { loadSpec } from '../../src/spec/load.ts';
import type { Spec } from '../../src/spec/model.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { inShared } from '../support/shared.ts';

function load(files: Record<string, string>): Spec {
  return loadSpec(writeTree(tempDir(), files));
}

/** One object with these fields, one line each. */
function withFields(...fields: string[]): Spec {
  return load({
    'objects/ssd_a.yml': `nodes:\n- name: ssd_a\n  fields:\n  - {name: a_id, type: string, primary_key: true, cms_field: [little: ID]}\n${fields.map((field) => `  - ${field}\n`).join('')}`,
  });
}

/** `code @ line: message` of the errors, or of the warnings. */
function told(spec: Spec, severity: 'error' | 'warning'): string[] {
  return spec.problems
    .filter((problem) => problem.severity === severity)
    .map(
      (problem) =>
        `${problem.code} @ ${path.basename(problem.at?.file ?? '')}:${problem.at?.line ?? 0}: ${problem.message}`,
    );
}

describe('quirks of the published format', () => {
  it('takes a bare list, and nodes under a document marker', () => {
    const spec = load({
      'ssd_a.yml': '- name: ssd_a\n  fields: [{name: x, type: int, primary_key: true}]\n',
      'ssd_b.yml':
        '---\nnodes:\n- name: ssd_b\n  fields: [{name: y, type: int, primary_key: true}]\n',
    });
    assert.deepEqual(
      spec.objects.map((object) => object.name),
      ['ssd_a', 'ssd_b'],
    );
  });

  it('takes a source without the blank that would make it a map, and a list of columns', () => {
    const spec = withFields(
      '{name: x, type: int, cms_field: ["little:X1", {other: [A, B]}], cms_table: ["little:T"]}',
    );
    const sources = spec.objects[0]?.fields[1]?.sources;
    assert.deepEqual(sources?.get('little')?.columns, ['X1']);
    assert.equal(sources.get('little')?.table, 'T');
    assert.deepEqual(sources.get('other')?.columns, ['A', 'B']);
  });

  const types: readonly [string, string, number | undefined][] = [
    ['nvarchar(48)', 'string', 48],
    ['NCHAR(1)', 'string', 1],
    ['nvarchar(max)', 'string', undefined],
    ['Datetime', 'datetime', undefined],
    ['Bit', 'boolean', undefined],
    ['int', 'int', undefined],
    ['Categorical', 'categorical', undefined],
    ['List', 'list', undefined],
    ['BINARY', 'string', undefined],
    ['decimal(18,2)', 'float', undefined],
    ['string', 'string', undefined],
    ['date', 'date', undefined],
  ];
  for (const [written, type, size] of types) {
    it(`reads the type ${written}`, () => {
      const field = withFields(`{name: x, type: '${written}', cms_field: [little: X]}`).objects[0]
        ?.fields[1];
      assert.equal(field?.type, type);
      assert.equal(field.size, size);
    });
  }

  for (const written of [
    '[{required: true}]',
    '[{required: {enabled: true}}]',
    '{required: true}',
    '[required]',
  ]) {
    it(`reads the validator ${written}`, () =>
      assert.deepEqual(
        withFields(
          `{name: x, type: int, cms_field: [little: X], validators: ${written}}`,
        ).objects[0]?.fields[1]?.validators.map(({ name, args }) => ({ name, args })),
        [{ name: 'required', args: { enabled: true } }],
      ));
  }

  it('leaves out a validator that is switched off', () =>
    assert.deepEqual(
      withFields(
        '{name: x, type: int, cms_field: [little: X], validators: [{required: {enabled: false}}]}',
      ).objects[0]?.fields[1]?.validators,
      [],
    ));

  it('takes folders named __future_release, remarks in keys, Windows line ends and a byte order mark', () => {
    const spec = load({
      'objects/ssd_a.yml':
        '\uFEFFnodes:\r\n- name: ssd_a\r\n  fields:\r\n  - {name: a_id, type: string, primary_key: true, cms_field: [little: ID], validators: [{dimension: {category_id: sex}}]}\r\n',
      'objects/relationships.yml':
        'relationships:\n- {parent_object: ssd_a, parent_key: "a_id (the key)", child_object: ssd_a, child_key: a_id, relation: "1:M"}\n',
      'categories__future_release/sex': '- M\n- {value: F, description: female}\n- 1\n',
      'validators__future_release.yml': 'required: {description: x}\n',
    });
    assert.deepEqual(told(spec, 'error'), []);
    assert.deepEqual(
      spec.categories.get('sex')?.values.map((item) => item.value),
      ['M', 'F', '1'],
    );
    assert.deepEqual(spec.relationships[0]?.parent, { object: 'ssd_a', field: 'a_id' });
    assert.match(told(spec, 'warning').join('\n'), /remark-in-key/);
  });

  it('keeps administrative objects apart', () =>
    assert.equal(
      load({ 'ssd_version_log.yml': '- name: ssd_version_log\n  fields: [{name: v, type: int}]\n' })
        .objects[0]?.administrative,
      true,
    ));

  it('has the same version whatever the line ends', () => {
    const text = '- name: ssd_a\n  fields: [{name: x, type: int, primary_key: true}]\n';
    assert.equal(
      load({ 'ssd_a.yml': text }).version,
      load({ 'ssd_a.yml': text.replaceAll('\n', '\r\n') }).version,
    );
  });
});

describe('what is wrong is told with its place', () => {
  const cases: readonly [string, string, RegExp][] = [
    [
      'an unknown validator',
      '{name: x, type: int, validators: [{requierd: true}]}',
      /^unknown-validator @ ssd_a\.yml:5: there is no validator "requierd"/,
    ],
    [
      'a field twice',
      '{name: a_id, type: int}',
      /^duplicate-field @ ssd_a\.yml:5: ssd_a has the field "a_id" twice/,
    ],
    ['an unknown type', '{name: x, type: jelly}', /^unknown-type @ ssd_a\.yml:5: the type "jelly"/],
    [
      'a validator without its argument',
      '{name: x, type: int, validators: [{character_limit: many}]}',
      /^bad-validator @ .*: character_limit: characters is a whole number/,
    ],
    [
      'an argument that a validator does not have',
      '{name: x, type: int, validators: [{dimension: {categoryid: sex}}]}',
      /^bad-validator @ .*no argument "categoryid"; did you mean "category_id"/,
    ],
    [
      'a code set that is not there',
      '{name: x, type: int, validators: [{dimension: {category_id: sex}}]}',
      /^unknown-category @ .*no category "sex"/,
    ],
    [
      'a field that date_after names',
      '{name: x, type: date, validators: [{date_after: {field_id: [a_ids]}}]}',
      /^unknown-field @ .*"a_ids"/,
    ],
    [
      'a source that is no name',
      '{name: x, type: int, cms_field: [{little: {}}]}',
      /^bad-source @ ssd_a\.yml:5/,
    ],
    [
      'a size that is none',
      '{name: x, type: string, size: -1}',
      /^bad-field @ ssd_a\.yml:5: x: size/,
    ],
    [
      'a key of another object that is none',
      '{name: x, type: int, foreign_key: ssd_b}',
      /^bad-reference @ ssd_a\.yml:5/,
    ],
    [
      'unique under a condition',
      '{name: x, type: int, validators: [{conditional: {expression: x is null, validation: {unique: true}}}]}',
      /^bad-validator @ .*conditional cannot hold unique/,
    ],
  ];
  for (const [name, field, expected] of cases) {
    it(name, () => {
      const spec = withFields(field);
      assert.match(told(spec, 'error').join('\n'), expected);
      assert.equal(spec.blocking.length, 1, 'it stops a run');
    });
  }

  it('an object twice', () =>
    assert.match(
      told(
        load({
          'ssd_a.yml': '- name: ssd_a\n  fields: []\n',
          'ssd_b.yml': '\n- name: ssd_a\n  fields: []\n',
        }),
        'error',
      ).join(),
      /^duplicate-object @ ssd_b\.yml:2: the object ssd_a is defined twice, first in .*ssd_a\.yml:1/,
    ));

  it('an unknown validator in the file of validators', () => {
    const spec = load({
      'objects/ssd_a.yml': '- name: ssd_a\n  fields: []\n',
      'validators.yml': 'required: {}\nspellcheck: {}\n',
    });
    assert.match(told(spec, 'error').join(), /^unknown-validator @ validators\.yml:2/);
  });

  it('a file that is not YAML stops only what depends on it', () => {
    const spec = load({
      'objects/ssd_a.yml': '- name: ssd_a\n  fields: [{name: x, type: int, primary_key: true}]\n',
      'categories/broken.yml': "- {value: 'it's', description: x}\n",
      'categories/whole.yml': '- A\n',
    });
    assert.match(told(spec, 'error').join(), /^yaml-syntax @ broken\.yml:1/);
    assert.match(
      spec.problems.find((problem) => problem.code === 'yaml-syntax')?.hint ?? '',
      /apostrophe inside single quotes/,
    );
    assert.deepEqual([...spec.categories.keys()], ['whole']);
    assert.deepEqual(spec.blocking, []);
  });

  it('a broken object file stops a run', () =>
    assert.equal(
      load({ 'ssd_a.yml': '- name: ssd_a\n  fields: []\n', 'ssd_b.yml': 'nodes: [\n' }).blocking
        .length,
      1,
    ));

  it('warns of a field without a mapping, of two fields on one column, and of keys that lead nowhere', () => {
    const spec = load({
      'ssd_a.yml':
        '- name: ssd_a\n  fields:\n  - {name: x, type: int, primary_key: true, foreign_key: ssd_z.z, cms_field: [little: C], cms_table: [little: T]}\n  - {name: y, type: int, cms_field: [little: C], cms_table: [little: T]}\n  - {name: n, type: int}\n',
      'relationships.yml':
        '- {parent_object: ssd_a, parent_key: xx, child_object: ssd_a, child_key: x}\n',
    });
    assert.deepEqual(told(spec, 'error'), []);
    assert.deepEqual(spec.problems.map((problem) => problem.code).sort(), [
      'leads-nowhere',
      'leads-nowhere',
      'no-mapping',
      'same-source',
    ]);
  });

  it('refuses a folder that is missing or holds no object', () => {
    assert.throws(
      () => loadSpec(path.join(tempDir(), 'nowhere')),
      (error) => error instanceof ConfigError && error.code === 'no-spec',
    );
    assert.throws(
      () => load({ 'readme.yml': '' }),
      (error) => error instanceof ConfigError && /no object file ssd_\*\.yml/.test(error.message),
    );
  });
});

describe('our edition', () => {
  const spec = loadSpec(DATA_DIR);
  it('has 48 objects, no error, and a primary key in each of the bundle', () => {
    assert.deepEqual(told(spec, 'error'), []);
    assert.equal(spec.objects.length, 48);
    assert.deepEqual(
      spec.objects
        .filter((object) => !object.administrative && object.primaryKey.length === 0)
        .map((object) => object.name),
      [],
    );
  });
  it('gives every text field of the bundle a size or none on purpose, and every dimension a code set', () => {
    const dimensions = spec.objects.flatMap((object) =>
      object.fields.flatMap((field) => field.validators.filter((use) => use.name === 'dimension')),
    );
    assert.ok(dimensions.length >= 20, `${dimensions.length} fields have a code set`);
  });
});

describe('the published specification', () => {
  const published = inShared('spec', 'data');
  it(
    'loads as it is: 48 objects, 359 fields, and exactly its broken files as errors',
    { skip: published.skip },
    () => {
      const spec = loadSpec(published.dir);
      assert.equal(spec.objects.length, 48);
      assert.equal(spec.objects.flatMap((object) => object.fields).length, 359);
      assert.deepEqual(
        spec.problems
          .filter((problem) => problem.severity === 'error')
          .map((problem) => path.basename(problem.at?.file ?? ''))
          .sort(),
        [
          'disability.yml',
          'ethnicity.yml',
          'placement_change_reason.yml',
          'placement_type',
          's47_outcome.yml',
          'upn_unknown.yml',
          'workflow__future_release.yml',
        ],
      );
      assert.deepEqual(spec.blocking, []);
      const codes = (code: string): number =>
        spec.problems.filter((problem) => problem.code === code).length;
      assert.equal(codes('no-mapping'), 52);
      assert.ok(
        spec.problems.some(
          (problem) =>
            problem.code === 'same-source' &&
            /^pers_(fore|sur)name has the same source as pers_person_id/.test(problem.message),
        ),
      );
    },
  );
  it(
    'has every object and field in our edition, with the same type',
    { skip: published.skip },
    () => {
      const ours = loadSpec(DATA_DIR);
      for (const object of loadSpec(published.dir).objects) {
        const same = ours.objects.find((candidate) => candidate.name === object.name);
        assert.ok(same, object.name);
        const lacking = object.fields
          .filter((field) => !same.fields.some((own) => own.name === field.name))
          .map((field) => field.name);
        assert.deepEqual(lacking, [], object.name);
      }
    },
  );
});
