import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { redact } from '../../src/problems/redact.ts';
import { loadSite } from '../../src/site/load.ts';
import { cliHere } from '../support/cli-here.ts';
import { tempDir } from '../support/files.ts';

const SECRET = 'Hunter2!x';

function write(connection: string, more = ''): string {
  const file = path.join(tempDir(), 'site.yml');
  fs.writeFileSync(file, `site: a\ncms: c\nconnection: ${connection}\n${more}`);
  return file;
}

function refusal(file: string): string {
  try {
    loadSite(file);
  } catch (error) {
    assert.ok(error instanceof ConfigError && error.exitCode === 2);
    return [error.message, ...error.problems.map(showProblem)].join('\n');
  }
  return assert.fail('the site file was taken');
}

const mssql = (more: string): string => `{engine: mssql, server: s, database: d, ${more}}`;
const oracle = (more: string): string =>
  `{engine: oracle, user: u, password: {env: SSD_P}, ${more}}`;

/** Each is refused, with the line, as a secret. */
const WRITTEN: readonly [string, string][] = [
  ['user/password@host', oracle(`connect_string: 'u/${SECRET}@db:1521/M'`)],
  ['user/password@name', oracle(`connect_string: 'u/${SECRET}@MOSAIC'`)],
  ['a password that holds @ and /', oracle(`connect_string: 'u/${SECRET}@/@db:1521/M'`)],
  ['a URL', oracle(`connect_string: 'tcps://u:${SECRET}@db:1521/M'`)],
  ['a descriptor', oracle(`connect_string: '(DESCRIPTION=(PASSWORD = ${SECRET})(HOST=h))'`)],
  ['a setting', oracle(`connect_string: 'USER=u;PASSWORD=${SECRET};HOST=h'`)],
  ['a setting behind the service', oracle(`connect_string: 'h:1/M?password=${SECRET}'`)],
  [
    'user: user/password',
    `{engine: oracle, user: 'u/${SECRET}', connect_string: h:1/M, password: {env: SSD_P}}`,
  ],
  ['server: user:password@host', `{engine: mssql, database: d, server: 'sa:${SECRET}@host'}`],
  ['a connection string as server', `{engine: mssql, database: d, server: 'h;Pwd=${SECRET}'}`],
  [
    'a connection string as database',
    `{engine: mssql, server: h, database: 'd;Password=${SECRET}'}`,
  ],
  [
    'host as a URL',
    `{engine: postgres, host: 'postgres://u:${SECRET}@h/d', database: d, user: u, password: {env: SSD_P}}`,
  ],
  ['an unknown key with a URL', mssql(`url: 'mssql://sa:${SECRET}@h/d'`)],
  ['a number', mssql('password: 8675309')],
  ['no blank behind the colon', mssql(`"password:${SECRET}"`)],
  ['no colon', mssql(`password ${SECRET}`)],
];

/** Each is refused for whatever it is, without the secret. */
const TYPED_AWRY: readonly [string, string, string?][] = [
  ['in a list', mssql(`password: [${SECRET}]`)],
  ['as a key', mssql(`password: {"${SECRET}"}`)],
  ['as another key', mssql(`password: {value: "${SECRET}"}`)],
  ['beside the variable', mssql(`password: {env: X, "${SECRET}": 1}`)],
  ['as an alias', mssql(`password: *${SECRET}`)],
  ['as a tag', mssql(`password: !${SECRET} x`)],
  ['in the wrong place', '{engine: embedded}', `password: ${SECRET}\n`],
  ['under output', '{engine: embedded}', `output: {password: '${SECRET}'}\n`],
  ['as the whole connection', `'postgres://u:${SECRET}@h/d'`],
  ['in text that is not YAML', mssql(`password: '${SECRET}`)],
];

describe('a secret written in the site file', () => {
  for (const [name, connection] of WRITTEN) {
    it(`${name}: refused with its line, not repeated`, () => {
      const told = refusal(write(connection));
      assert.match(told, /site\.yml:3:\d+: error: a secret does not belong/);
      assert.ok(!told.includes('Hunter2') && !told.includes('8675309'), told);
    });
  }

  for (const [name, connection, more] of TYPED_AWRY) {
    it(`${name}: not repeated`, () => {
      const told = refusal(write(connection, more));
      assert.ok(!told.includes('Hunter2'), told);
    });
  }

  it('what only looks alike is taken', () => {
    for (const connection of [
      oracle('connect_string: tcps://db:2484/MOSAIC'),
      oracle("connect_string: 'db:1521/MOSAIC?wallet_location=/secrets/password'"),
      oracle(
        'connect_string: \'(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=h)(PORT=1))(SECURITY=(SSL_SERVER_CERT_DN="CN=x,emailAddress=dba@council")))\'',
      ),
      mssql("authentication: azure_password, user: 'ssd@council.gov.uk'"),
      mssql('user: svc_password'),
    ]) {
      assert.ok(loadSite(write(connection)));
    }
  });

  it('nor in what the command line prints', async () => {
    const spoken = await Promise.all(
      [
        oracle(`connect_string: 'u/${SECRET}@db:1521/M'`),
        mssql(`user: u, password: {env: '${SECRET}'}`),
        mssql(`user: u, password: {file: './${SECRET}'}`),
      ].map((connection) =>
        cliHere(['check', '--site', write(connection)], { env: { SSD_P: 'x' } }),
      ),
    );
    for (const { code, out, err } of spoken) {
      assert.ok(!(out + err).includes('Hunter2'), out + err);
      assert.equal(code, 2, out + err);
    }
  });
});

it('text is redacted wherever a secret may stand in it', () => {
  for (const [text, shown] of [
    ['u/p@ss@db:1521/M', '***@db:1521/M'],
    ['postgres://u:p@h:1/d', '***@h:1/d'],
    ['h;Password=xyz;Y=1', 'h;Password=***;Y=1'],
    ['(DESCRIPTION=(PASSWORD=x)(HOST=h))', '(DESCRIPTION=(PASSWORD=***)(HOST=h))'],
    ['db:1521/MOSAIC', 'db:1521/MOSAIC'],
    [
      'the key "password" is missing in "connection"',
      'the key "password" is missing in "connection"',
    ],
  ] as const) {
    assert.equal(redact(text), shown);
  }
});
