import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Engine } from '../servers/engine/engine.ts';
import { engineBacking } from '../servers/tns/engine-backing.ts';
import { TnsServer } from '../servers/tns/server.ts';
import { tempDir } from '../support/files.ts';
import { assertGoldenRun, golden, noGolden, retyped } from '../support/golden.ts';
import { siteWith } from '../support/site.ts';
import '../wire/oracle-support.ts';

const dir = tempDir();

describe('a golden Mosaic on Oracle whose types are other ones', { skip: noGolden }, () => {
  const open: { close(): Promise<void> }[] = [];
  after(async () => {
    for (const item of open.reverse()) await item.close();
  });

  it('gives the same rows when every DATE is a TIMESTAMP', async () => {
    const data = retyped(golden('mosaic'), dir, ({ declared }) =>
      declared === 'DATE' ? 'TIMESTAMP(6)' : undefined,
    );
    const engine = await Engine.load({ ...data, keptIn: dir, schema: 'MOSAIC' });
    open.push(engine);
    const server = await TnsServer.start({ backing: await engineBacking(engine) });
    open.push(server);
    const connection = {
      engine: 'oracle',
      connect_string: server.connectString,
      user: 'ssd_reader',
      password: { env: 'SSD_TEST_PASSWORD' },
    };
    const site = siteWith({
      dir,
      name: 'oracle.yml',
      cms: 'mosaic',
      connection,
      source: { schema: 'MOSAIC' },
      testdb: undefined,
      more: data.parameters,
    });
    await assertGoldenRun(data, site);
    const person = server.calls.find(({ sql }) => /"pers_person_id"/.test(sql))?.sql ?? '';
    assert.match(person, /cast\("held"\."DATE_OF_BIRTH" as date\) "DATE_OF_BIRTH"/);
  });
});
