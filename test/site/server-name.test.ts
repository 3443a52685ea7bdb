import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { loadSite } from '../../src/site/load.ts';
import { serverNameFault } from '../../src/site/server-name.ts';
import { tempDir } from '../support/files.ts';

describe('server, as SSMS takes it', () => {
  const explained: readonly [string, string][] = [
    ['localhost,1433', 'write server: localhost and port: 1433'],
    ['db.council.gov.uk, 1500', 'write server: db.council.gov.uk and port: 1500'],
    ['tcp:db,1433', 'write server: db and port: 1433'],
    ['TCP:db', 'write server: db'],
    ['db:1433', 'write server: db and port: 1433'],
    ['DBSRV01\\LIQUIDLOGIC', 'write server: DBSRV01 and instance: LIQUIDLOGIC'],
    ['DBSRV01\\LIQUIDLOGIC,1444', 'write server: DBSRV01 and port: 1444'],
    ['.', 'write server: localhost'],
    ['(local)', 'write server: localhost'],
    ['.\\SQLEXPRESS', 'write server: localhost and instance: SQLEXPRESS'],
    ['np:\\\\db\\pipe\\sql', 'only TCP is spoken here: write server: HOST'],
    ['db 01', 'write server: HOST and nothing else'],
  ];
  for (const [server, hint] of explained) {
    it(server, () => assert.equal(serverNameFault(server)?.hint, hint));
  }

  for (const server of ['db01', 'db-01.council.gov.uk', '10.0.0.1', '::1', 'fe80::1', 'DB_01']) {
    it(`${server} is taken`, () => assert.equal(serverNameFault(server), undefined));
  }

  it('is told with its line, and a backslash in double quotes is explained', () => {
    const file = path.join(tempDir(), 'site.yml');
    for (const [server, said] of [
      ['"DBSRV01\\LIQUIDLOGIC"', /site\.yml:5:11: .*\n.*inside double quotes YAML reads/],
      ['"DBSRV01\\NORTH"', /inside double quotes YAML reads/],
      ["'DBSRV01\\LIQUIDLOGIC'", /write server: DBSRV01 and instance: LIQUIDLOGIC/],
    ] as const) {
      fs.writeFileSync(
        file,
        `site: a\ncms: c\nconnection:\n  engine: mssql\n  server: ${server}\n  database: d\n`,
      );
      assert.throws(
        () => loadSite(file),
        (error) =>
          error instanceof ConfigError && said.test(error.problems.map(showProblem).join('\n')),
      );
    }
  });
});
