import { after } from 'node:test';
import { Engine } from '../servers/engine/engine.ts';
import { engineBacking } from '../servers/tns/engine-backing.ts';
import { TnsServer } from '../servers/tns/server.ts';
import { type Golden, assertGoldenRun } from '../support/golden.ts';
import { siteWith } from '../support/site.ts';
import './oracle-support.ts';

const open: { close(): Promise<void> }[] = [];
after(async () => {
  for (const item of open.reverse()) await item.close();
});

interface OnOracle {
  readonly schema: string;
  /** Where the engine behind the server keeps its database, and the run its bundle. */
  readonly dir: string;
}

/** A run on a golden database behind an Oracle server, held against the reference. */
export async function goldenRunOnOracle(
  data: Golden,
  { schema, dir }: OnOracle,
): Promise<{ server: TnsServer; files: Awaited<ReturnType<typeof assertGoldenRun>>['files'] }> {
  const engine = await Engine.load({ ...data, keptIn: dir, schema });
  open.push(engine);
  const server = await TnsServer.start({ backing: await engineBacking(engine) });
  open.push(server);
  const site = siteWith({
    dir,
    name: 'oracle.yml',
    cms: data.cms,
    connection: {
      engine: 'oracle',
      connect_string: server.connectString,
      user: 'ssd_reader',
      password: { env: 'SSD_TEST_PASSWORD' },
    },
    source: { schema },
    testdb: undefined,
    more: data.parameters,
  });
  const { files } = await assertGoldenRun(data, site);
  return { server, files };
}
