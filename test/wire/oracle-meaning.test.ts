import { DIALECTS } from '../../src/query/dialects/index.ts';
import { openOracle } from '../../src/sources/oracle/source.ts';
import { compileLittle } from '../support/compile.ts';
import { LITTLE_TABLES, chooseEngine } from '../support/little-engine.ts';
import { Engine } from '../servers/engine/engine.ts';
import { engineBacking } from '../servers/tns/engine-backing.ts';
import { all, never, serve, siteOf } from './oracle-support.ts';

/**
 * What the mapping language means on Oracle: compiled for it, sent over the wire, executed by the
 * engine as Oracle would.
 */
await chooseEngine('oracle', 5, async () => {
  const engine = await Engine.open();
  await engine.define(LITTLE_TABLES);
  const source = await openOracle(siteOf(await serve({ backing: await engineBacking(engine) })));
  return {
    rows: async (mapping) => {
      const { object, sql, parameters } = compileLittle(mapping, DIALECTS.oracle);
      return (await all(source.stream({ name: object, sql, parameters }, { signal: never }))).map(
        (row) => [...row],
      );
    },
    define: (statements) => engine.define(statements),
    close: async () => {
      await source.close();
      await engine.close();
    },
  };
});

await import('../query/before-christ.test.ts');
await import('../query/execute.test.ts');
await import('../query/outside-columns.test.ts');
await import('../query/odd-texts.test.ts');
await import('../query/long-texts.test.ts');
