import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';
import { ROOT, cli, start } from '../support/child.ts';
import { tempDir } from '../support/files.ts';
import { inShared } from '../support/shared.ts';
import { Engine, asOfGolden } from '../servers/engine/engine.ts';
import { engineBacking } from '../servers/tns/engine-backing.ts';
import { TnsServer } from '../servers/tns/server.ts';
import './oracle-support.ts';

const compare = inShared('golden', 'compare.mjs');

/** A server that holds a golden database under a schema, and a site file for it. */
async function golden(cms: string, from: string, schema: string, more = ''): Promise<{ server: TnsServer; site: string; dir: string }> {
  const dir = tempDir();
  const engine = await Engine.load({ cms, from, keptIn: dir, schema });
  const server = await TnsServer.start({ backing: await engineBacking(engine) });
  after(async () => {
    await server.close();
    await engine.close();
  });
  const site = path.join(dir, 'oracle.yml');
  fs.writeFileSync(site, [
    'site: trial', `cms: ${cms}`, `source: {schema: ${schema}}`, 'output: {dir: ./bundles}',
    `connection: {engine: oracle, connect_string: '${server.connectString}', user: ssd_reader, password: {env: SSD_TEST_PASSWORD}}`, more,
  ].join('\n'));
  return { server, site, dir };
}

/** Runs the site and compares its bundle; gives the objects that were compared. */
async function runAndCompare({ server, site, dir }: Awaited<ReturnType<typeof golden>>, from: string): Promise<readonly string[]> {
  const ran = await cli(['run', '--site', site, '--as-of', asOfGolden(from)]);
  assert.equal(ran.code, 0, ran.err);
  const bundle = path.join(dir, 'bundles', fs.readFileSync(path.join(dir, 'bundles', 'LATEST'), 'utf8').trim());
  const { files } = JSON.parse(fs.readFileSync(path.join(bundle, MANIFEST), 'utf8')) as Manifest;
  const extracted = files.filter(({ status }) => status === 'extracted').map(({ object }) => object);
  if (extracted.length > 0) {
    const { out, err } = await start([compare.dir, path.join(from, 'expected'), bundle, '--only', extracted.join(',')], { cwd: ROOT }).ended;
    assert.match(out, / 0 object\(s\) differ\s*$/, out + err);
  }
  assert.deepEqual(server.calls.filter(({ sql }) => !/^(select|with|alter session set|set transaction read only$|logoff$)/.test(sql)), []);
  return extracted;
}

describe('Liquid Logic on Oracle, over the wire', () => {
  const { dir: from, skip } = inShared('golden', 'liquid_logic');

  it('gives the golden rows', { skip: skip || compare.skip }, async () => {
    const extracted = await runAndCompare(await golden('liquid_logic', from, 'Child_Social'), from);
    assert.ok(extracted.length > 30, `${extracted.length} objects`);
  });
});

describe('Mosaic on Oracle, over the wire', () => {
  const { dir: from, skip } = inShared('golden', 'mosaic');

  it('gives the golden rows of every object that is mapped', { skip: skip || compare.skip }, async () => {
    const { params } = JSON.parse(fs.readFileSync(path.join(from, 'params.json'), 'utf8')) as { params: unknown };
    await runAndCompare(await golden('mosaic', from, 'MOSAIC', `parameters: ${JSON.stringify(params)}`), from);
  });
});
