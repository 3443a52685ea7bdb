import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Engine, asOfGolden } from '../servers/engine/engine.ts';
import { EngineBacking } from '../servers/tds/engine-backing.ts';
import type { TdsServer } from '../servers/tds/server.ts';
import { withSystem } from '../servers/tds/system.ts';
import { cli, start } from '../support/child.ts';
import { tempDir } from '../support/files.ts';
import { inShared } from '../support/shared.ts';
import { caFile, certificate, columnsOf, listen, writeMssqlSite } from './mssql-support.ts';

const golden = inShared('golden');
const liquidLogic = path.join(golden.dir, 'liquid_logic');

describe('the golden Liquid Logic database over the wire', { skip: golden.skip }, () => {
  let engine: Engine;
  let server: TdsServer;
  let site: string;
  const dir = tempDir();

  before(async () => {
    engine = await Engine.load({ cms: 'liquid_logic', from: liquidLogic, keptIn: dir });
    const tls = await certificate();
    const system = { database: 'HDM', snapshot: true, columns: await columnsOf(engine, 'Child_Social') };
    server = await listen({ backing: withSystem(system, await EngineBacking.on(engine, 'HDM')), tls });
    site = writeMssqlSite(server, { encrypt: true, ca_file: caFile(tls) });
  });
  after(() => engine.close());

  it('is whole by ssd-extract check', async () => {
    const { code, out, err } = await cli(['check', '--site', site]);
    assert.equal(code, 0, out + err);
    assert.match(out, /everything is there: \d+ tables, \d+ columns/);
  });

  it('comes out of a real run as the national reference wrote it, and nothing but SELECT and settings was sent', async () => {
    const { code, out, err } = await cli(['run', '--site', site, '--as-of', asOfGolden(liquidLogic), '--json']);
    assert.equal(code, 0, out + err);
    const { bundle } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { bundle: string };
    const compared = await start([path.join(golden.dir, 'compare.mjs'), path.join(liquidLogic, 'expected'), bundle]).ended;
    assert.equal(compared.code, 0, compared.out + compared.err);
    assert.match(compared.out, /0 object\(s\) differ/);
    const manifest = JSON.parse(fs.readFileSync(path.join(bundle, 'manifest.json'), 'utf8')) as { files: { restarts: number }[] };
    assert.ok(manifest.files.every((file) => file.restarts === 0));
    assert.ok(server.statements.length > 50);
    for (const { sql } of server.statements) assert.match(sql, /^(select|with|set)\b/i, sql.slice(0, 200));
    for (const { sql } of server.statements) assert.doesNotMatch(sql, /\b(insert|update|delete|merge|into|exec|execute|drop|create|alter|truncate|grant)\b(?!')/i, sql.slice(0, 200));
  });
});
