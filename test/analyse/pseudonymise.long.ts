import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';
import { SILENT } from '../../src/extract/progress.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { runExtract } from '../../src/run/run.ts';
import { validateFolder } from '../../src/run/validate-folder.ts';
import { loadSite } from '../../src/site/load.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { cliHere } from '../support/cli-here.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { siteWith } from '../support/site.ts';

const AS_OF = '2026-11-22';
/** Masks keys of findings alike in each run. */
const MASKS = 'findings: {key: {file: ./masks.txt}}\n';
const PSEUDONYMISE = `${MASKS}pseudonymise: {key: {file: ./key.txt}}\n`;
const SECRETS = {
  'masks.txt': '55d1f2948677e8a9bc0d1e2f3455aa66bb77cc88dd99ee00ff11223344b0a3c7',
  'key.txt': 'b0a3c7e5d1f2948677e8a9bc0d1e2f3455aa66bb77cc88dd99ee00ff11223344',
};
const REPORT = 'report.html';

for (const { cms, output } of [
  { cms: 'liquid_logic', output: {} },
  { cms: 'mosaic', output: { date_format: 'dd/mm/yyyy', bom: true } },
]) {
  describe(`a plain bundle of ${cms} that is pseudonymised later`, () => {
    const dir = tempDir();
    let keyed: string;
    const extract = async (site: string): Promise<string> => {
      const { signal } = new AbortController();
      const request = { site: loadSite(site), asOf: AS_OF, signal, progress: SILENT };
      return (await runExtract(request)).bundle;
    };
    before(async () => {
      writeTree(dir, SECRETS);
      for (const name of Object.keys(SECRETS)) fs.chmodSync(path.join(dir, name), 0o600);
      const settings = { dir, cms, output: { dir: './bundles', ...output } };
      keyed = siteWith({ ...settings, name: 'keyed.yml', more: PSEUDONYMISE });
      const site = loadSite(siteWith(settings));
      await buildTestDatabase({ site, asOf: AS_OF, children: 80, seed: 8 });
    });

    it('is what a run would have written, but for its moment and the report', async () => {
      const plain = await extract(
        siteWith({ dir, cms, output: { dir: './bundles', ...output }, more: MASKS }),
      );
      const ran = await extract(keyed);
      const made = path.join(dir, 'made');
      const { code, err } = await cliHere([
        ...['convert', plain, '--to', 'bundle', '--out', made],
        ...['--pseudonymise', '--site', keyed],
      ]);
      assert.equal(code, 0, err);
      const names = fs.readdirSync(ran).filter((name) => name !== REPORT);
      assert.deepEqual(fs.readdirSync(made).sort(), names.sort());
      assert.ok(names.length > 40);
      for (const name of names.filter((other) => other !== MANIFEST)) {
        assert.equal(timeless(made, name), timeless(ran, name), name);
      }
      assert.deepEqual(comparable(made), comparable(ran));
      assert.equal(manifestOf(made).finished, manifestOf(plain).finished, 'a pool asks for it');
      const { differences } = await validateFolder({ dir: made, spec: DATA_DIR });
      assert.deepEqual(differences, []);
    });
  });
}

function manifestOf(dir: string): Manifest {
  return JSON.parse(fs.readFileSync(path.join(dir, MANIFEST), 'utf8')) as Manifest;
}

/** A file of a bundle, but for the run that made it and when. */
function timeless(dir: string, name: string): string {
  const { run, started } = manifestOf(dir);
  const text = fs.readFileSync(path.join(dir, name), 'utf8');
  return [run, run.toLowerCase(), started].reduce((left, word) => left.replaceAll(word, '…'), text);
}

/** What two manifests say alike when they tell of the same rows, read twice. */
function comparable(dir: string): object {
  const { files, others, ...rest } = manifestOf(dir);
  return {
    ...rest,
    ...{ run: '', started: '', finished: '' },
    files: files.map((listed) => ({ ...listed, milliseconds: 0 })),
    others: others.map(({ file }) => file).filter((file) => file !== REPORT),
  };
}
