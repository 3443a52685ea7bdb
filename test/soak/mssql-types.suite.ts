import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Engine } from '../servers/engine/engine.ts';
import { EngineBacking } from '../servers/tds/engine-backing.ts';
import { withSystem } from '../servers/tds/system.ts';
import { tempDir } from '../support/files.ts';
import { assertGoldenRun, golden, noGolden, retyped } from '../support/golden.ts';
import { columnsOf, listen, writeMssqlSite } from '../wire/mssql-support.ts';

const SCHEMA = 'Child_Social';
const dir = tempDir();
const PERSON_AND_DATES = /^(DIM_PERSON_ID|.*_DTTM)$/;

describe(
  'a golden Liquid Logic on SQL Server whose types are other ones',
  { skip: noGolden },
  () => {
    const engines: Engine[] = [];
    after(() => Promise.all(engines.map((engine) => engine.close())));

    it('gives the same rows when persons and dates are texts, and everything else is finer or wider', async () => {
      const data = retyped(golden('liquid_logic'), dir, ({ column }) =>
        PERSON_AND_DATES.test(column) ? 'nvarchar(48)' : undefined,
      );
      const engine = await Engine.load({ ...data, keptIn: dir, schema: SCHEMA });
      engines.push(engine);
      const columns = (await columnsOf(engine, SCHEMA)).map((column) => ({
        ...column,
        type: PERSON_AND_DATES.test(column.column) ? column.type : finer(column.type),
      }));
      const server = await listen({
        backing: withSystem({ database: 'HDM', columns }, await EngineBacking.on(engine, 'HDM')),
      });
      const site = writeMssqlSite(
        server,
        {},
        { source: { database: 'HDM', schema: SCHEMA }, more: data.catalogue },
      );
      await assertGoldenRun(data, site);
      const person = server.statements.find(({ sql }) => /"pers_person_id"/.test(sql))?.sql ?? '';
      assert.match(person, /try_cast\([^]*?"held"\."DIM_PERSON_ID"[^]*?as bigint/);
    });
  },
);

/** A kin of a type, as another release of the CMS might have it. */
function finer(type: string): string {
  if (type === 'int') return 'decimal(18,0)';
  return type === 'nvarchar(4000)' ? 'ntext' : type;
}
