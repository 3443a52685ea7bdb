import type { Misfit, Writing } from './writing.ts';
import { addComments, addDescriptions } from './describe-tables.ts';
import { quoted } from './engine.ts';
import { SOURCE, countMisfits, withTables } from './with-tables.ts';

/**
 * A database file of typed tables. Keys are comments and rows of the table `keys`, no constraints:
 * a bundle holds what the CMS holds, findings and all, and a constraint would refuse it.
 */
export async function writeDuckDb(writing: Writing): Promise<readonly Misfit[]> {
  const { bundle, file, onStep } = writing;
  return withTables(writing, file, async (connection) => {
    const misfits: Misfit[] = [];
    for (const table of bundle.tables) {
      onStep(`filling ${table.object}`);
      const name = quoted(table.object);
      await connection.run(`CREATE TABLE main.${name} AS FROM ${SOURCE.schema}.${name}`);
      misfits.push(...(await countMisfits(connection, table)));
    }
    await connection.run(`DROP SCHEMA ${SOURCE.schema} CASCADE`);
    await connection.run(`DROP SCHEMA ${SOURCE.text} CASCADE`);
    await addDescriptions(connection, bundle);
    await addComments(connection, bundle, 'TABLE');
    await connection.run('CHECKPOINT');
    return misfits;
  });
}
