import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Engine } from '../servers/engine/engine.ts';
import { EngineBacking } from '../servers/tds/engine-backing.ts';
import { withSystem } from '../servers/tds/system.ts';
import { tempDir } from '../support/files.ts';
import { assertGoldenRun, golden, noGolden } from '../support/golden.ts';
import { caFile, certificate, columnsOf, listen, writeMssqlSite } from './mssql-support.ts';

const SCHEMA = 'Child_Social';
const dirs = { liquid_logic: tempDir(), mosaic: tempDir() };

describe('a golden database on SQL Server, over the wire', { skip: noGolden }, () => {
  const engines: Engine[] = [];
  after(() => Promise.all(engines.map((engine) => engine.close())));

  for (const cms of ['liquid_logic', 'mosaic'] as const) {
    it(`${cms} comes out of a real run as the reference wrote it, and nothing but SELECT, settings and the roll-back is sent`, async () => {
      const data = golden(cms);
      const engine = await Engine.load({ ...data, keptIn: dirs[cms], schema: SCHEMA });
      engines.push(engine);
      const tls = await certificate();
      const system = { database: 'HDM', snapshot: true, columns: await columnsOf(engine, SCHEMA) };
      const server = await listen({
        backing: withSystem(system, await EngineBacking.on(engine, 'HDM')),
        tls,
      });
      const site = writeMssqlSite(
        server,
        { encrypt: true, ca_file: caFile(tls) },
        { cms, source: { database: 'HDM', schema: SCHEMA }, more: data.parameters },
      );
      const { files } = await assertGoldenRun(data, site);
      assert.ok(files.every((file) => file.restarts === 0));
      assert.ok(
        server.statements.length > files.filter((file) => file.status === 'extracted').length,
      );
      for (const { sql } of server.statements) {
        assert.match(
          sql,
          /^(?:(?:select|with|set)\b|if @@trancount > 0 rollback transaction$)/i,
          sql.slice(0, 200),
        );
      }
      for (const { sql } of server.statements) {
        assert.doesNotMatch(
          sql.replace(/'(?:[^']|'')*'/g, ''),
          /\b(insert|update|delete|merge|into|exec|execute|drop|create|alter|truncate|grant)\b/i,
          sql.slice(0, 200),
        );
      }
    });
  }
});
