import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { loadSite } from '../../src/site/load.ts';
import { readCsv } from '../../src/bundle/csv-reader.ts';
import { tempDir } from '../support/files.ts';
import { placeFilled } from '../support/filled-database.ts';
import { cliHere } from '../support/cli-here.ts';
import type { Ended } from '../support/process.ts';

const KEY = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';

describe('keys in findings.csv', () => {
  const dir = tempDir();
  const site = (name: string, findings: string): string => {
    const file = path.join(dir, `${name}.yml`);
    fs.writeFileSync(
      file,
      `site: trial\ncms: liquid_logic\nconnection: {engine: embedded, path: ./db}\ntestdb: true\noutput: {dir: ./${name}}\n${findings}`,
    );
    return file;
  };
  before(() =>
    placeFilled(loadSite(site('db', '')), { children: 40, seed: 3, asOf: '2026-11-22' }),
  );
  const run = (file: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    cliHere(['run', '--site', file, '--json', '--only', 'ssd_person,ssd_cin_episodes'], { env });

  /** Every place with its masked key. */
  async function keysOf({ code, out, err }: Ended): Promise<string[]> {
    assert.equal(code, 0, err);
    const { bundle } = JSON.parse(out) as { bundle: string };
    const { columns, batches } = await readCsv(path.join(bundle, 'findings.csv'));
    const wanted = ['object', 'row', 'field', 'rule', 'key'].map((name) => columns.indexOf(name));
    const found: string[] = [];
    for await (const batch of batches) {
      found.push(...batch.map((row) => wanted.map((column) => row[column]).join(',')));
    }
    assert.ok(found.length > 5);
    for (const line of found) assert.match(line, /,#[0-9a-f]{12}$/);
    return found;
  }

  it('are masked alike in every run under the key of the site, else anew in each', async () => {
    const kept = site('kept', 'findings: {key: {env: SSD_FINDINGS_KEY}}\n');
    const once = await keysOf(await run(kept, { SSD_FINDINGS_KEY: KEY }));
    assert.deepEqual(await keysOf(await run(kept, { SSD_FINDINGS_KEY: KEY })), once);
    const another = await keysOf(await run(kept, { SSD_FINDINGS_KEY: `${KEY}00` }));
    const without = site('without', '');
    const anew = [await keysOf(await run(without)), await keysOf(await run(without))];
    for (const other of [another, ...anew]) {
      assert.equal(other.length, once.length);
      for (const [index, line] of other.entries()) assert.notEqual(line, once[index]);
    }
    assert.notDeepEqual(anew[0], anew[1]);
  });

  for (const [what, findings, env, said] of [
    [
      'not set',
      '{key: {env: SSD_FINDINGS_KEY}}',
      {},
      /without the key of the site \[findings-key\]\n.*:6:\d+: error: the environment variable SSD_FINDINGS_KEY is not set/,
    ],
    [
      'too short',
      '{key: {env: SSD_FINDINGS_KEY}}',
      { SSD_FINDINGS_KEY: 'short' },
      /the key is too weak: it has 5 bytes/,
    ],
    [
      'in the site file itself',
      `{key: ${KEY}}`,
      {},
      /a secret does not belong in the site file \("findings\.key"\)/,
    ],
  ] as const) {
    it(`end the run before it begins when the key is ${what}`, async () => {
      const file = site('refused', `findings: ${findings}\n`);
      const { code, err } = await run(file, env);
      assert.equal(code, 2);
      assert.match(err, said);
      assert.doesNotMatch(err, new RegExp(`${KEY}|short"`));
    });
  }
});
