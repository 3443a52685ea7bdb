import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { showUnset } from '../../src/cli/show-unset.ts';
import { loadObjectMapping } from '../../src/mapping/object-mapping.ts';
import type { Parameters } from '../../src/mapping/parameters.ts';
import type { Profile } from '../../src/mapping/profile.ts';
import { resolvePlans } from '../../src/mapping/resolve.ts';
import type { UnsetParameter } from '../../src/mapping/unset-parameters.ts';
import type { SiteSettings } from '../../src/mapping/site-settings.ts';
import type { Spec } from '../../src/spec/model.ts';
import { parseYaml } from '../../src/yaml/read.ts';
import { field, littleCatalogue, littleObject, object } from '../support/mapping.ts';

const parameters: Parameters = new Map([
  ['today', { name: 'today', type: 'moment' }],
  ['kinds', { name: 'kinds', type: 'text_list' }],
  ['lists', { name: 'lists', type: 'text_lists', value: { one: ['A'] } }],
  ['given', { name: 'given', type: 'text_list', value: ['A'] }],
  ['means', { name: 'means', type: 'text_map' }],
  ['none', { name: 'none', type: 'text_list', value: [] }],
]);
const contact = object([field('id', 'string'), field('kind', 'string'), field('name', 'string')]);

function unsetOf(text: string): readonly UnsetParameter[] {
  const mapping = loadObjectMapping({
    file: parseYaml(text, 'mapping.yml'),
    object: contact,
    cms: 'little',
    catalogue: littleCatalogue,
    parameters,
  });
  assert.deepEqual(mapping.problems, []);
  return mapping.unset;
}

const needs = (parameter: string, of: 'rows' | readonly string[]): UnsetParameter[] => [
  { parameter, object: 'ssd_contact', needs: of },
];

describe('what a parameter that is not set empties', () => {
  it('is the field that names it', () => {
    assert.deepEqual(
      unsetOf(
        'rows: {from: {c: CONTACTS}}\nfields: {id: {to_text: c.ID}, kind: {case: [{when: [{c.KIND: {in: $kinds}}], then: {const: Y}}], else: null}, name: c.NOTE}\n',
      ),
      needs('kinds', ['kind']),
    );
  });

  it('is nothing when it is set, to an empty list even', () => {
    assert.deepEqual(
      unsetOf(
        'rows: {from: {c: CONTACTS}, where: [{c.KIND: {in: $given}}, {c.NOTE: {not_in: $none}}]}\nfields: {id: {to_text: c.ID}, kind: c.KIND, name: null}\n',
      ),
      [],
    );
  });

  it('is one list of several, by its name', () => {
    assert.deepEqual(
      unsetOf(
        'rows: {from: {c: CONTACTS}, where: [{c.NOTE: {in: $lists.one}}]}\nfields: {id: {to_text: c.ID}, kind: {case: [{when: [{c.KIND: {in: $lists.two}}], then: {const: Y}}], else: null}, name: null}\n',
      ),
      needs('lists.two', ['kind']),
    );
  });

  it('is a field made by a map, which is still of its kind and made from its column', () => {
    const placed = object([
      field('id', 'string', 'CONTACTS.ID'),
      field('kind', 'string', 'CONTACTS.KIND'),
      field('name', 'string'),
    ]);
    const text =
      'rows: {from: {c: CONTACTS}}\nfields: {kind: {upper: {match: c.KIND, with: $means, else: null}}, name: null}\n';
    const mapping = loadObjectMapping({
      file: parseYaml(text, 'mapping.yml'),
      object: placed,
      cms: 'little',
      catalogue: littleCatalogue,
      parameters,
    });
    assert.deepEqual([mapping.problems, mapping.unset], [[], needs('means', ['kind'])]);
  });

  it('are the rows, when it filters them or an inner join', () => {
    assert.deepEqual(
      unsetOf(
        'rows: {from: {c: CONTACTS}, where: [{c.KIND: {in: $kinds}}]}\nfields: {id: {to_text: c.ID}, kind: c.KIND, name: null}\n',
      ),
      needs('kinds', 'rows'),
    );
    assert.deepEqual(
      unsetOf(
        'rows: {from: {c: CONTACTS}, joins: {p: {inner: PEOPLE, on: {ID: c.PERSON}, where: [{p.NAME: {in: $kinds}}]}}}\nfields: {id: {to_text: c.ID}, kind: c.KIND, name: null}\n',
      ),
      needs('kinds', 'rows'),
    );
  });

  it('are the fields of a left join that it filters, and those alone', () => {
    assert.deepEqual(
      unsetOf(
        'rows: {from: {c: CONTACTS}, joins: {p: {left: PEOPLE, on: {ID: c.PERSON}, where: [{p.NAME: {in: $kinds}}]}}}\nfields: {id: {to_text: c.ID}, kind: c.KIND, name: p.NAME}\n',
      ),
      needs('kinds', ['name']),
    );
  });

  it('is the field of one value of a join, when only that needs it', () => {
    const joined = (type: string): string =>
      `rows: {from: {c: CONTACTS}, joins: {p: {${type}: PEOPLE, on: {ID: c.PERSON}, values: {ONE: {max: p.NAME, where: {p.NAME: {in: $kinds}}}, TWO: {max: p.NAME}}}}}\n`;
    for (const type of ['left', 'inner']) {
      assert.deepEqual(
        unsetOf(`${joined(type)}fields: {id: {to_text: c.ID}, kind: p.ONE, name: p.TWO}\n`),
        needs('kinds', ['kind']),
        type,
      );
    }
  });

  it('is the field that asks whether it is given', () => {
    assert.deepEqual(
      unsetOf(
        'rows: {from: {c: CONTACTS}}\nfields: {id: {to_text: c.ID}, kind: {case: [{when: {given: [$given, $kinds]}, then: {const: N}}], else: null}, name: null}\n',
      ),
      needs('kinds', ['kind']),
    );
    assert.deepEqual(
      unsetOf(
        'rows: {from: {c: CONTACTS}}\nfields: {id: {to_text: c.ID}, kind: {case: [{when: {given: $none}, then: {const: N}}], else: null}, name: null}\n',
      ),
      [],
    );
  });

  it('is the field of one value of a join, and what another join makes of it', () => {
    const joins =
      'a: {left: CONTACTS, on: {PERSON: p.ID}, values: {KIND: {max: a.KIND, where: {a.NOTE: {in: $kinds}}}, MADE: {max: a.MADE}}}';
    assert.deepEqual(
      unsetOf(
        `rows: {from: {p: PEOPLE}, joins: {${joins}}}\nfields: {id: {to_text: p.ID}, kind: a.KIND, name: {to_text: a.MADE}}\n`,
      ),
      needs('kinds', ['kind']),
    );
    assert.deepEqual(
      unsetOf(
        `rows: {from: {p: PEOPLE}, joins: {${joins}, b: {left: PEOPLE, on: {NAME: a.KIND}}}}\nfields: {id: {to_text: p.ID}, kind: null, name: b.NAME}\n`,
      ),
      needs('kinds', ['name']),
    );
  });

  it('is a column of a set, followed to the field that reads it', () => {
    const sets =
      'sets:\n  made: {from: {c: CONTACTS}, select: {ID: c.ID, PERSON: c.PERSON, WORD: {case: [{when: [{c.KIND: {in: $kinds}}], then: {const: Y}}], else: null}}}\n  again: {from: {m: made}, select: {PERSON: m.PERSON, SAID: m.WORD}}\n';
    assert.deepEqual(
      unsetOf(
        `${sets}rows: {from: {m: made}}\nfields: {id: {to_text: m.ID}, kind: m.WORD, name: null}\n`,
      ),
      needs('kinds', ['kind']),
    );
    assert.deepEqual(
      unsetOf(
        `${sets}rows: {from: {c: CONTACTS}, joins: {a: {left: again, on: {PERSON: c.PERSON}}}}\nfields: {id: {to_text: c.ID}, kind: c.KIND, name: a.SAID}\n`,
      ),
      needs('kinds', ['name']),
    );
    assert.deepEqual(
      unsetOf(
        `${sets}rows: {from: {c: CONTACTS}, joins: {a: {left: again, on: {PERSON: c.PERSON}}}}\nfields: {id: {to_text: c.ID}, kind: c.KIND, name: null}\n`,
      ),
      [],
      'nobody reads it',
    );
    assert.deepEqual(
      unsetOf(
        `${sets}rows: {from: {m: made}, where: [{m.WORD: {is: Y}}]}\nfields: {id: {to_text: m.ID}, kind: null, name: null}\n`,
      ),
      needs('kinds', 'rows'),
    );
  });

  it('is a whole set, followed to what joins it', () => {
    const sets =
      'sets:\n  some: {from: {c: CONTACTS}, where: [{c.KIND: {in: $kinds}}], select: {ID: c.ID, PERSON: c.PERSON, NOTE: c.NOTE}}\n';
    assert.deepEqual(
      unsetOf(
        `${sets}rows: {from: {s: some}}\nfields: {id: {to_text: s.ID}, kind: null, name: s.NOTE}\n`,
      ),
      needs('kinds', 'rows'),
    );
    assert.deepEqual(
      unsetOf(
        `${sets}rows: {from: {p: PEOPLE}, joins: {s: {left: some, on: {PERSON: p.ID}}}}\nfields: {id: {to_text: p.ID}, kind: {to_text: s.ID}, name: p.NAME}\n`,
      ),
      needs('kinds', ['kind']),
    );
    assert.deepEqual(
      unsetOf(
        `${sets}rows: {from: {p: PEOPLE}, joins: {s: {inner: some, on: {PERSON: p.ID}}}}\nfields: {id: {to_text: p.ID}, kind: null, name: p.NAME}\n`,
      ),
      needs('kinds', 'rows'),
    );
  });

  it('is told in a line each', () => {
    assert.deepEqual(
      showUnset([
        ...needs('kinds', 'rows'),
        { parameter: 'kinds', object: 'ssd_visit', needs: ['seen', 'alone'] },
        ...needs('lists.two', ['kind']),
      ]),
      [
        'not set: kinds, needed for the rows of ssd_contact and for seen, alone',
        'not set: lists.two, needed for kind',
      ],
    );
  });
});

describe('an object without a mapping file that a site overrides', () => {
  it('says which unset parameters empty its fields, as an object with a mapping file does', () => {
    const profile: Profile = {
      cms: 'little',
      dir: 'little',
      source: {},
      engine: 'mssql',
      alsoOn: [],
      parameters: new Map(),
      moments: new Map(),
      catalogue: littleCatalogue,
      mappings: new Map(),
      problems: [],
    };
    const spec: Spec = {
      dir: 'spec',
      version: '1',
      objects: [littleObject],
      categories: new Map(),
      relationships: [],
      problems: [],
      blocking: [],
    };
    const overrides = {
      ssd_contact: {
        fields: {
          kind: {
            case: [{ when: { 'CONTACTS.KIND': { in: '$kinds' } }, then: { const: 'Y' } }],
            else: null,
          },
        },
      },
    };
    const site: SiteSettings = {
      parameters: {},
      overrides,
      yaml: parseYaml(JSON.stringify({ overrides }), 'site.yml'),
      engine: 'mssql',
    };
    const { problems, unset } = resolvePlans(spec, profile, parameters, site);
    assert.deepEqual([problems, unset], [[], needs('kinds', ['kind'])]);
  });
});
