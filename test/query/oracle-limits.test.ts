import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { compileFor, prepare } from '../../src/prepare/prepare.ts';

/**
 * What a real Oracle refuses and neither the grammar nor the engine of the tests does. Words that
 * cannot name a bind (ORA-01745) are those that its documentation lists as reserved.
 */
const RESERVED = new Set(
  `access add all alter and any as asc audit between by char check cluster column comment compress connect create current date decimal default
  delete desc distinct drop else exclusive exists file float for from grant group having identified immediate in increment index initial insert integer intersect
  into is level like lock long maxextents minus mlslabel mode modify noaudit nocompress not nowait null number of offline on online option or order pctfree prior
  public raw rename resource revoke row rowid rownum rows select session set share size smallint start successful synonym sysdate table then to trigger uid union
  unique update user validate values varchar varchar2 view whenever where with`.split(/\s+/),
);

for (const cms of ['liquid_logic', 'mosaic']) {
  const prepared = prepare({ cms });
  describe(`Oracle's limits, every query of ${cms}`, () => {
    for (const plan of prepared.planSet.plans) {
      const query = compileFor(prepared, plan, {
        dialect: DIALECTS.oracle,
        place: { schema: 'CMS' },
        asOf: '2026-04-01',
        windowYears: 6,
      });
      if (!query) continue;
      it(plan.object, () => {
        for (const { name } of query.parameters) {
          assert.ok(
            /^[a-z]\w{0,29}$/i.test(name) && !RESERVED.has(name.toLowerCase()),
            `the bind :${name}`,
          );
        }
        for (const [, name = ''] of query.sql.matchAll(/"([^"]*)"/g)) {
          assert.ok(name.length > 0 && Buffer.byteLength(name) <= 128, `the name ${name}`);
        }
        // no list of constants over 1000, no text over 4000 bytes; an empty one, which is null,
        // only as a value of its own
        for (const [, list = ''] of query.sql.matchAll(/\bin \(([^()]*)\)/gi)) {
          assert.ok(list.split(',').length <= 1000);
        }
        for (const { name, value } of query.parameters) {
          assert.ok(Buffer.byteLength(String(value)) <= 4000);
          if (value === '') {
            assert.doesNotMatch(
              query.sql,
              new RegExp(`:${name}\\b(?! ")`),
              `the empty text :${name} is part of an expression`,
            );
          }
        }
        assert.doesNotMatch(
          query.sql,
          /\bas\s+"[^"]+"\s*(,|\bon\b|\bwhere\b|\bjoin\b)/i,
          'Oracle takes no "as" before the alias of a table',
        );
        assert.doesNotMatch(query.sql, /;\s*$/);
      });
    }
  });
}
