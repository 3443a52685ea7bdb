import { openMssql } from '../../src/sources/mssql/source.ts';
import { replay, replayed } from '../servers/tds/replay.ts';
import { withSystem } from '../servers/tds/system.ts';
import { TdsServer } from '../servers/tds/server.ts';

/**
 * Run with a list of [type, value] as its argument: prints what the source makes of each value, in
 * this process's time zone.
 */
const cases = JSON.parse(process.argv[2] ?? '[]') as [string, string | null][];
const columns = cases.map(([type], index) => ({ name: `c${index}`, type }));
const server = await TdsServer.listen({
  backing: withSystem(
    { database: 'HDM' },
    replay(replayed(columns, [cases.map(([, value]) => value), cases.map(() => null)])),
  ),
});
process.env['SSD_TEST_PASSWORD'] = 'any';
const source = await openMssql({
  engine: 'mssql',
  server: '127.0.0.1',
  port: server.port,
  database: 'HDM',
  authentication: 'sql',
  user: 'ssd_reader',
  password: { env: 'SSD_TEST_PASSWORD' },
  encrypt: false,
  trust_server_certificate: false,
  read_only_intent: true,
  isolation: 'auto',
  parallel: 1,
  threads: 1,
  connect_timeout: 5,
  query_timeout: 10,
  stall_timeout: 10,
});
for await (const rows of source.stream(
  { name: 'values', sql: 'select 1', parameters: [] },
  { signal: new AbortController().signal },
)) {
  console.log(JSON.stringify({ zone: process.env['TZ'], rows }));
}
await source.close();
await server.close();
