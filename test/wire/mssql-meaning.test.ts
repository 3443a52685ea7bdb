import { DIALECTS } from '../../src/query/dialects/index.ts';
import { openMssql } from '../../src/sources/mssql/source.ts';
import { Engine } from '../servers/engine/engine.ts';
import { EngineBacking } from '../servers/tds/engine-backing.ts';
import { withSystem } from '../servers/tds/system.ts';
import { compileLittle } from '../support/compile.ts';
import { LITTLE_TABLES, chooseEngine } from '../support/little-engine.ts';
import { connectionTo, listen, never } from './mssql-support.ts';

/**
 * What the mapping language means, in T-SQL through the real driver: the cases of
 * test/query/execute.test.ts.
 */
await chooseEngine('mssql', 4, async () => {
  const engine = await Engine.open();
  await engine.define(LITTLE_TABLES);
  const server = await listen({
    backing: withSystem({ database: 'D' }, await EngineBacking.on(engine, 'D')),
  });
  const source = await openMssql(connectionTo(server, { database: 'D' }));
  return {
    rows: async (mapping) => {
      const { sql, parameters } = compileLittle(mapping, DIALECTS.mssql);
      const rows: (string | null)[][] = [];
      for await (const batch of source.stream(
        { name: 'ssd_contact', sql, parameters },
        { signal: never },
      )) {
        rows.push(...batch.map((row) => [...row]));
      }
      return rows;
    },
    define: (statements) => engine.define(statements),
    close: async () => {
      await source.close();
      await engine.close();
    },
  };
});
await import('../query/execute.test.ts');
await import('../query/outside-columns.test.ts');
await import('../query/odd-texts.test.ts');
await import('../query/long-texts.test.ts');
