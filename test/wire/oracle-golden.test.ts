import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Engine } from '../servers/engine/engine.ts';
import { engineBacking } from '../servers/tns/engine-backing.ts';
import { TnsServer } from '../servers/tns/server.ts';
import { tempDir } from '../support/files.ts';
import { assertGoldenRun, golden, noGolden } from '../support/golden.ts';
import { siteWith } from '../support/site.ts';
import './oracle-support.ts';

const dirs = { liquid_logic: tempDir(), mosaic: tempDir() };

describe('a golden database on Oracle, over the wire', { skip: noGolden }, () => {
  const open: { close(): Promise<void> }[] = [];
  after(async () => {
    for (const item of open.reverse()) await item.close();
  });

  for (const [cms, schema] of [
    ['liquid_logic', 'Child_Social'],
    ['mosaic', 'MOSAIC'],
  ] as const) {
    it(`${cms} comes out of a real run as the reference wrote it, and nothing but SELECT and settings is sent`, async () => {
      const data = golden(cms);
      const engine = await Engine.load({ ...data, keptIn: dirs[cms], schema });
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
        dir: dirs[cms],
        name: 'oracle.yml',
        cms,
        connection,
        source: { schema },
        testdb: undefined,
        more: data.parameters,
      });
      const { files } = await assertGoldenRun(data, site);
      assert.ok(server.calls.length > files.filter((file) => file.status === 'extracted').length);
      assert.deepEqual(
        server.calls.filter(
          ({ sql }) =>
            !/^(select|with|alter session set|set transaction read only$|logoff$)/.test(sql),
        ),
        [],
      );
    });
  }
});
