import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { Staging } from '../../src/bundle/staging.ts';
import type { RunRequest } from '../../src/extract/current-run.ts';
import { SILENT } from '../../src/extract/progress.ts';
import { prepareSite } from '../../src/prepare/prepare.ts';
import { makeManifest } from '../../src/run/make-manifest.ts';
import { loadSite } from '../../src/site/load.ts';
import type { FindingCount } from '../../src/validate/finding.ts';
import { tempDir } from '../support/files.ts';
import { siteWith } from '../support/site.ts';

const site = loadSite(siteWith({ more: 'window_years: 2\n' }));
const prepared = prepareSite(site);
const staging = await Staging.open(tempDir(), 'r');

function manifestOf(
  chosen: Pick<RunRequest, 'only' | 'skip' | 'limit'>,
  counts: readonly FindingCount[] = [],
): Manifest {
  const { signal } = new AbortController();
  return makeManifest(
    {
      request: { site, asOf: '2026-04-01', signal, progress: SILENT, ...chosen },
      prepared,
      plans: [],
      staging,
      id: 'r',
      unmapped: [],
      started: new Date(),
    },
    {
      files: [],
      others: [],
      counts,
      listed: 3,
      warnings: [],
      server: { engine: 'e', version: '1', consistency: 'c', warnings: [], writeRights: [] },
    },
  );
}

const count = (severity: FindingCount['severity'], times: number): FindingCount => ({
  object: 'ssd_person',
  field: 'pers_sex',
  rule: 'dimension',
  severity,
  count: times,
});

describe('the manifest of a run', () => {
  it('says whether objects or rows were left out', () => {
    assert.equal(manifestOf({}).partial, null);
    for (const chosen of [{ only: ['ssd_person'] }, { skip: ['ssd_person'] }, { limit: 0 }]) {
      assert.deepEqual(JSON.parse(JSON.stringify(manifestOf(chosen).partial)), chosen);
    }
  });
  it('calls a dataset valid that has no error, and counts every finding', () => {
    assert.equal(manifestOf({}).valid, true);
    const warned = manifestOf({}, [count('warning', 5), count('warning', 2)]);
    assert.equal(warned.valid, true);
    assert.deepEqual(warned.findingsListed, { listed: 3, found: 7, perRule: 1000 });
    assert.equal(manifestOf({}, [count('warning', 1), count('error', 1)]).valid, false);
  });
  it("names the window of the site, counted back from the run's day", () =>
    assert.deepEqual(manifestOf({}).window, { years: 2, start: '2024-04-01' }));
});
