import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { ROOT } from '../support/process.ts';

interface Service {
  readonly command?: readonly string[];
  readonly network_mode?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
}
const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
};
const runners = Object.entries(services).filter(([, service]) => service.command);

describe('docker-compose.yml', () => {
  for (const [
    name,
    { command = [], network_mode: network = '', depends_on: needs = {} },
  ] of runners) {
    it(`${name} runs a command on a site file of config/, beside its database`, () => {
      const [verb, flag, file = ''] = command;
      assert.match(verb ?? '', /^(testdb|run)$/);
      assert.equal(flag, '--site');
      const site = loadSite(path.join(ROOT, file));
      assert.equal(site.testdb, true);
      const { engine } = site.connection;
      assert.equal(network, `service:${engine === 'mssql' ? 'sqlserver' : engine}`);
      for (const other of Object.keys(needs)) assert.ok(other in services, `depends on ${other}`);
      prepareSite(site);
    });
  }
  it('takes its password from .env, of which there is an example', () => {
    const names = [...read('docker-compose.yml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(names)], ['SSD_DB_PASSWORD']);
    assert.match(read('.env.example'), /^SSD_DB_PASSWORD=.{8,}$/m);
    assert.match(read('.gitignore'), /^\.env$/m);
  });
  it('gives Mosaic the parameters of the demo site', () => {
    assert.deepEqual(
      loadSite(path.join(ROOT, 'config', 'container.mosaic.yml')).parameters,
      loadSite(path.join(ROOT, 'config', 'mosaic.demo.yml')).parameters,
    );
  });
});
