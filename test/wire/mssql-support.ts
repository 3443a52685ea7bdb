import fs from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { generate } from 'selfsigned';
import type { MssqlConnection } from '../../src/site/model.ts';
import type { Engine } from '../servers/engine/engine.ts';
import { type TdsServerOptions, TdsServer } from '../servers/tds/server.ts';
import type { SystemFacts } from '../servers/tds/system.ts';
import { tempDir } from '../support/files.ts';

const PASSWORD_VARIABLE = 'SSD_TEST_PASSWORD';
export const PASSWORD = 'Correct horse; battery staple';
process.env[PASSWORD_VARIABLE] = PASSWORD;

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate that signs itself, for `localhost` unless told otherwise. */
export async function certificate(name = 'localhost', notAfterDate?: Date): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keySize: 2048, algorithm: 'sha256', notBeforeDate: new Date('2020-01-01'), notAfterDate: notAfterDate ?? new Date('2100-01-01'),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }, { name: 'basicConstraints', cA: true }],
  });
  return { key: made.private, cert: made.cert };
}

/** Of the whole test file: what is made inside a hook would be gone when the hook ends. */
const root = tempDir();
const servers: TdsServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

/** A server that is closed when the test file ends. */
export async function listen(options: TdsServerOptions): Promise<TdsServer> {
  const server = await TdsServer.listen(options);
  servers.push(server);
  return server;
}

/** The connection of a site file to a server of ours, without encryption unless told otherwise; its limits are short. */
export function connectionTo(server: { readonly port: number }, more: Partial<MssqlConnection> = {}): MssqlConnection {
  return {
    engine: 'mssql', server: 'localhost', port: server.port, database: 'HDM', authentication: 'sql', user: 'ssd_reader', password: { env: PASSWORD_VARIABLE },
    encrypt: false, trust_server_certificate: false, read_only_intent: true, isolation: 'auto', parallel: 2, connect_timeout: 5, query_timeout: 10, stall_timeout: 10, ...more,
  };
}

/** Writes a site file for such a connection and gives its path. */
export function writeMssqlSite(server: { readonly port: number }, more: Partial<MssqlConnection> = {}): string {
  const file = path.join(fs.mkdtempSync(path.join(root, 'site-')), 'site.yml');
  const connection = JSON.stringify(connectionTo(server, more));
  fs.writeFileSync(file, `site: trial\ncms: liquid_logic\nconnection: ${connection}\noutput: {dir: ./bundles}\n`);
  return file;
}

/** The columns of a schema of an engine, as the system's answers want them. */
export async function columnsOf(engine: Engine, schema: string): Promise<NonNullable<SystemFacts['columns']>> {
  const { rows } = await engine.query('select table_name, column_name, data_type from information_schema.columns where table_schema = $1::text', [schema]);
  return rows.map(([table, column, type]) => ({ schema, table: table ?? '', column: column ?? '', type: type ?? '' }));
}
