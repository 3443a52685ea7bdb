import { fork } from 'node:child_process';
import { once } from 'node:events';
import { generate } from 'selfsigned';
import type { MssqlConnection } from '../../src/site/model.ts';
import { openMssql } from '../../src/sources/mssql/source.ts';

/**
 * `npm run bench:mssql [rows]`: how fast the source reads from a server in another process that
 * encodes its rows once. Three rounds of each.
 */
const rows = Number(process.argv[2] ?? 500_000);
const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
  keySize: 2048,
});
process.env['BENCH_PASSWORD'] = 'any';

async function readAll(encrypt: boolean): Promise<string> {
  const server = fork(new URL('./mssql-server.ts', import.meta.url), [String(rows)], {
    env: { ...process.env, ...(encrypt ? { BENCH_KEY: key, BENCH_CERT: cert } : {}) },
  });
  const [port] = (await once(server, 'message')) as [number];
  const connection: MssqlConnection = {
    engine: 'mssql',
    server: 'localhost',
    port,
    database: 'HDM',
    authentication: 'sql',
    user: 'bench',
    password: { env: 'BENCH_PASSWORD' },
    encrypt,
    trust_server_certificate: true,
    read_only_intent: true,
    isolation: 'auto',
    parallel: 1,
    connect_timeout: 10,
    query_timeout: 60,
    stall_timeout: 60,
  };
  const source = await openMssql(connection);
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  let [count, characters] = [0, 0];
  for await (const batch of source.stream(
    { name: 'bench', sql: 'select 1', parameters: [] },
    { signal: new AbortController().signal },
  )) {
    count += batch.length;
    for (const row of batch) for (const cell of row) characters += cell?.length ?? 0;
  }
  const [seconds, { user, system }] = [(performance.now() - began) / 1000, process.cpuUsage(cpu)];
  await source.close();
  server.disconnect();
  if (count !== rows) throw new Error(`${count} of ${rows} rows came`);
  return `${encrypt ? 'TLS  ' : 'plain'}  ${Math.round(count / seconds)
    .toLocaleString('en-GB')
    .padStart(
      9,
    )} rows/s  ${(characters / seconds / 1e6).toFixed(0).padStart(3)} M characters/s  ${((user + system) / 1e6).toFixed(1)} s of processor`;
}

for (let round = 1; round <= 3; round++) {
  for (const encrypt of [false, true]) console.log(await readAll(encrypt));
}
console.log(`most memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
