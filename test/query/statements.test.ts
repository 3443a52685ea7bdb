import { describe, it } from 'node:test';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { compileLittle } from '../support/compile.ts';

/**
 * Whole statements as they are executed, each dialect's in full: node --test
 * --test-update-snapshots writes them anew.
 */
const STATEMENTS: Readonly<Record<string, string>> = {
  'a plain table': 'rows: {from: {c: CONTACTS}}\n',
  'joins, filters and a case': `rows:
  from: {c: CONTACTS}
  joins:
    p: {left: PEOPLE, on: {ID: c.PERSON}, where: [{p.NAME: filled}]}
  where:
  - c.MADE: {from: $window_start, or: missing}
  - any: [{c.KIND: {in: $kinds}}, {value: {trim: c.NOTE}, starts_with: x}]
fields:
  kind: {case: [{when: {p.NAME: {contains: ann}}, then: {const: Y}}], else: c.KIND}
`,
  'the first row of each key of a join': `rows:
  from: {p: PEOPLE}
  joins:
    c: {left: CONTACTS, on: {PERSON: p.ID}, where: [{c.KIND: {is: A}}], first: [{highest: c.MADE}]}
`,
  'aggregates of each key of a join': `rows:
  from: {p: PEOPLE}
  joins:
    c: {left: CONTACTS, on: {PERSON: p.ID}, values: {LATEST: {max: c.MADE}, KIND: {max: c.KIND}, COUNT: {count: rows}}}
fields: {id: p.ID, kind: c.KIND, made: c.LATEST}
`,
  'one row of each group':
    'rows:\n  from: {c: CONTACTS}\n  first: {per: [c.KIND], order: [{lowest: c.MADE}]}\n',
  'sets: grouped, picked, united': `sets:
  latest: {from: {c: CONTACTS}, group: {PERSON: c.PERSON}, select: {MADE: {max: c.MADE}}}
  picked: {from: {c: CONTACTS}, joins: {l: {inner: latest, on: {PERSON: c.PERSON, MADE: c.MADE}}}, first: {per: [c.PERSON], order: [{highest: c.ID}]}, select: {ID: c.ID, KIND: c.KIND, MADE: c.MADE}}
  both:
    union:
    - {from: {k: picked}, select: {ID: k.ID, KIND: k.KIND, MADE: k.MADE}}
    - {from: {c: CONTACTS}, where: [{c.PERSON: missing}], select: {ID: c.ID, KIND: c.KIND, MADE: c.MADE}}
rows: {from: {b: both}}
fields: {id: b.ID, kind: b.KIND, made: b.MADE}
`,
  exists:
    'rows:\n  from: {c: CONTACTS}\n  where:\n  - exists: {from: {p: PEOPLE}, on: {ID: c.PERSON}, where: [{p.NAME: {is_not: X}}]}\n',
};

for (const [name, dialect] of Object.entries(DIALECTS)) {
  describe(`whole statements in ${name}`, () => {
    for (const [what, mapping] of Object.entries(STATEMENTS)) {
      it(what, (t) => {
        t.assert.snapshot(compileLittle(mapping, dialect).sql, {
          serializers: [(text: string) => text],
        });
      });
    }
  });
}
