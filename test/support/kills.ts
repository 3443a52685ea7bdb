import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { cli, start } from './process.ts';
import { namesIn, tempDir } from './files.ts';
import { placeNew } from './new-database.ts';
import { siteWith } from './site.ts';
import { specOf } from './small-spec.ts';

const LANES = 2;

/**
 * A standard of objects of many rows and of few, so that a moment may fall into any part of a run.
 * A choice of objects would make partial bundles, and those never move LATEST.
 */
const OBJECTS = ['person', 'family', 'address', 'contacts', 'professionals', 'department'];
const ARGS = ['--as-of', '2026-11-22'];

/** A site of its own for each lane, over a copy of one database. */
const lanes = Array.from({ length: LANES }, () => tempDir());
const spec = specOf(OBJECTS);
const sites = lanes.map((dir) => siteWith({ dir, spec }));

const run = (lane: number) =>
  start(['src/cli/bin.mjs', 'run', '--site', sites[lane] ?? '', ...ARGS]);

/** Everything that a reader of the folder may see is whole. */
async function verifyAll(out: string, when: string): Promise<number> {
  const bundles = namesIn(out).filter((name) => name.startsWith('ssd_'));
  for (const name of bundles) {
    assert.deepEqual((await verifyBundle(path.join(out, name))).faults, [], `${name}, ${when}`);
  }
  const latest = path.join(out, 'LATEST');
  if (fs.existsSync(latest)) {
    assert.ok(
      bundles.includes(fs.readFileSync(latest, 'utf8').trim()),
      `LATEST names a bundle, ${when}`,
    );
  }
  return bundles.length;
}

/**
 * Kills runs at random moments: what may be seen is whole each time, and the next run tidies up.
 */
export function describeKills(kills: number): void {
  describe(
    `a run that is killed, ${kills} times`,
    { skip: process.platform === 'win32' ? 'Windows has no SIGKILL' : false },
    () => {
      let usual = 0;
      before(async () => {
        await placeNew(path.join(lanes[0] ?? '', 'db'));
        const made = await cli([
          'testdb',
          '--site',
          sites[0] ?? '',
          '--children',
          '60',
          '--seed',
          '5',
          '--as-of',
          '2026-11-22',
        ]);
        assert.equal(made.code, 0, made.err);
        for (const lane of lanes.slice(1)) {
          fs.cpSync(path.join(lanes[0] ?? '', 'db'), path.join(lane, 'db'), { recursive: true });
        }
        const began = performance.now();
        assert.equal((await run(0).ended).code, 0);
        usual = performance.now() - began;
      });

      it('never leaves a bundle that is not whole, and the next run tidies up', async () => {
        let killed = 0;
        await Promise.all(
          lanes.map(async (dir, lane) => {
            const out = path.join(dir, 'bundles');
            for (let turn = 0; turn < kills / LANES; turn++) {
              const { child, ended } = run(lane);
              const moment = Math.round(Math.random() * usual * 1.3);
              await Promise.race([wait(moment), ended]);
              child.kill('SIGKILL');
              if ((await ended).code === null) killed++;
              await verifyAll(out, `killed after ${moment} ms`);
            }
            const last = await run(lane).ended;
            assert.equal(last.code, 0, last.err);
            assert.ok((await verifyAll(out, 'after the last run')) > 0);
            // a file that was killed before its first byte says nothing of its owner: it stays for
            // a minute
            const rest = namesIn(out).filter(
              (name) => !name.startsWith('ssd_') && fs.statSync(path.join(out, name)).size > 0,
            );
            assert.deepEqual(rest, ['LATEST'], 'no lock, no staging, no half file is left');
          }),
        );
        assert.ok(killed > kills / 8, `${killed} runs were killed at work`);
      });
    },
  );
}
