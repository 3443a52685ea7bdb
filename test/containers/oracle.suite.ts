import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { OracleDbContainer, type StartedOracleDbContainer } from '@testcontainers/oraclefree';
import { cli } from '../support/process.ts';
import { assertGoldenRun } from '../support/golden.ts';
import { GOLDEN, PASSWORD, noContainers, writeContainerSite } from './support.ts';

const skip = await noContainers();
const USER = 'SSD_TEST';

describe('Oracle in a container', { skip }, () => {
  let server: StartedOracleDbContainer;
  before(async () => {
    server = await new OracleDbContainer('gvenzl/oracle-free:23-slim-faststart')
      .withUsername(USER)
      .withPassword('Golden-2026')
      .start();
  });
  after(() => server.stop());

  for (const data of skip === false ? GOLDEN.map((make) => make()) : []) {
    it(`${data.cms}: testdb fills it, check finds everything, a run gives the reference's rows`, async () => {
      const env = { [PASSWORD.env]: server.getPassword() };
      const site = writeContainerSite(
        data,
        { engine: 'oracle', connect_string: server.getUrl(), user: USER, password: PASSWORD },
        { schema: USER },
      );
      const made = await cli(['testdb', '--site', site, '--from', data.from], { env });
      assert.equal(made.code, 0, made.err);
      const { server: said } = await assertGoldenRun(data, site, env);
      assert.ok(
        said.warnings.some((warning) => /write/.test(warning)),
        'the owner of the tables can write',
      );
    });
  }
});
