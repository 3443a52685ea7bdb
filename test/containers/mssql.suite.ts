import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  MSSQLServerContainer,
  type StartedMSSQLServerContainer,
} from '@testcontainers/mssqlserver';
import { cli } from '../support/process.ts';
import { assertGoldenRun } from '../support/golden.ts';
import { GOLDEN, PASSWORD, noContainers, writeContainerSite } from './support.ts';

const skip = await noContainers();

describe('SQL Server in a container', { skip }, () => {
  let server: StartedMSSQLServerContainer;
  before(async () => {
    server = await new MSSQLServerContainer('mcr.microsoft.com/mssql/server:2022-latest')
      .acceptLicense()
      .start();
  });
  after(() => server.stop());

  for (const data of skip === false ? GOLDEN.map((make) => make()) : []) {
    it(`${data.cms}: testdb fills it, check finds everything, a run gives the reference's rows`, async () => {
      const env = { [PASSWORD.env]: server.getPassword() };
      // the container made its certificate itself
      const site = writeContainerSite(
        data,
        {
          engine: 'mssql',
          server: server.getHost(),
          port: server.getPort(),
          database: `GOLDEN_${data.cms}`,
          user: server.getUsername(),
          password: PASSWORD,
          trust_server_certificate: true,
        },
        { database: `GOLDEN_${data.cms}`, schema: 'Child_Social' },
      );
      const made = await cli(['testdb', '--site', site, '--from', data.from], { env });
      assert.equal(made.code, 0, made.err);
      const { server: said } = await assertGoldenRun(data, site, env);
      assert.match(said.encryption ?? '', /TLS/);
      assert.ok(
        said.warnings.some((warning) => /certificate/.test(warning)),
        'a certificate that nobody checked is told',
      );
      assert.ok(
        said.warnings.some((warning) => /write/.test(warning)),
        'sa can write',
      );
    });
  }
});
