import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Staging } from '../../src/bundle/staging.ts';
import { ExtractionError, StoppedError } from '../../src/problems/errors.ts';
import { extractAll } from '../../src/extract/extract-all.ts';
import { readersHere } from '../../src/extract/readers.ts';
import { choosePlans, prepare } from '../../src/prepare/prepare.ts';
import { SILENT } from '../../src/extract/progress.ts';
import type { CurrentRun } from '../../src/extract/current-run.ts';
import { loadSite } from '../../src/site/load.ts';
import type { Source, SourceRow } from '../../src/sources/source.ts';
import type { Finding } from '../../src/validate/finding.ts';
import { createValidation } from '../../src/validate/validation.ts';
import { tempDir } from '../support/files.ts';
import { siteWith } from '../support/site.ts';

const OBJECTS = ['ssd_cla_convictions', 'ssd_cla_health', 'ssd_department', 'ssd_professionals'];
const prepared = prepare({ cms: 'liquid_logic' });

/** A source that streams what a script says, and remembers how many streams were open at once. */
class ScriptedSource implements Source {
  readonly parallel: number;
  readonly #batches: (
    object: string,
    attempt: number,
    signal: AbortSignal,
  ) => AsyncIterable<readonly SourceRow[]>;
  readonly attempts = new Map<string, number>();
  open = 0;
  most = 0;
  constructor(
    parallel: number,
    batches: (
      object: string,
      attempt: number,
      signal: AbortSignal,
    ) => AsyncIterable<readonly SourceRow[]>,
  ) {
    this.parallel = parallel;
    this.#batches = batches;
  }
  prepare(): Promise<void> {
    return Promise.resolve();
  }
  async *stream(
    { name }: { name: string },
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<readonly SourceRow[]> {
    this.attempts.set(name, (this.attempts.get(name) ?? 0) + 1);
    this.most = Math.max(this.most, ++this.open);
    try {
      await this.#othersAreOpen();
      yield* this.#batches(name, this.attempts.get(name) ?? 0, signal);
    } finally {
      this.open--;
    }
  }
  /** As many as may be are open at once, however slowly each begins. */
  async #othersAreOpen(): Promise<void> {
    for (let waited = 0; this.most < this.parallel && waited < 2000; waited += 5) await wait(5);
  }
  describe = (): never => assert.fail();
  columns = (): never => assert.fail();
  close = (): Promise<void> => Promise.resolve();
}

async function extract(
  source: Source,
  signal = new AbortController().signal,
  limit?: number,
): Promise<{
  dir: string;
  findings: Finding[];
  files: Awaited<ReturnType<typeof extractAll>>;
  validation: ReturnType<typeof createValidation>;
}> {
  const site = loadSite(siteWith());
  const staging = await Staging.open(site.output.dir, 'r');
  const findings: Finding[] = [];
  const validation = createValidation({
    spec: prepared.spec,
    findings: {
      write: (some) => {
        findings.push(...some);
        return Promise.resolve();
      },
    },
    tempDir: tempDir(),
    complete: new Set(OBJECTS),
  });
  const work: CurrentRun = {
    request: { site, asOf: '2026-11-22', signal, progress: SILENT, limit },
    prepared,
    plans: choosePlans(prepared.planSet, OBJECTS, undefined),
    staging,
    id: 'r',
    unmapped: [],
    started: new Date(),
  };
  try {
    return {
      dir: staging.dir,
      findings,
      validation,
      files: await extractAll(work, readersHere(source, undefined).lanes, validation),
    };
  } catch (error) {
    leftovers = fs.readdirSync(staging.dir);
    throw error;
  }
}
let leftovers: string[] = [];

/** A row of an object with this key and nothing else. */
function row(object: string, key: string): SourceRow {
  const width = prepared.planSet.plans.find((plan) => plan.object === object)?.fields.length ?? 0;
  return [key, ...Array.from({ length: width }, () => null)];
}
async function* batches(
  ...all: readonly (readonly SourceRow[])[]
): AsyncGenerator<readonly SourceRow[]> {
  for (const batch of all) yield await Promise.resolve(batch);
}
const dropped = (): ExtractionError =>
  new ExtractionError({
    code: 'dropped',
    message: 'the connection is gone',
    passing: 'connection',
  });

describe('extracting every object', () => {
  it('streams as many at a time as the source can, and gives the files in the order of the spec', async () => {
    for (const parallel of [1, 2, 3]) {
      const source = new ScriptedSource(parallel, (object) =>
        batches([row(object, '1')], [row(object, '2')]),
      );
      const { files } = await extract(source);
      assert.equal(source.most, parallel);
      assert.deepEqual(
        files.map((file) => [file.object, file.rows, file.restarts]),
        OBJECTS.map((object) => [object, 2, 0]),
      );
    }
  });

  it('takes as many rows as the limit says, and asks for no batch more', async () => {
    for (const limit of [3, 4]) {
      let asked = 0;
      const source = new ScriptedSource(1, async function* (object) {
        for (asked = 1; asked < 9; asked++) {
          yield await Promise.resolve([row(object, `${asked}`), row(object, `-${asked}`)]);
        }
      });
      const { files } = await extract(source, undefined, limit);
      assert.deepEqual(
        files.map(({ rows }) => rows),
        OBJECTS.map(() => limit),
      );
      assert.equal(asked, 2);
    }
  });

  it('compares the keys of an object when all its rows are there', async () => {
    const source = new ScriptedSource(1, (object) =>
      batches([row(object, '1')], [row(object, '1')]),
    );
    const { findings } = await extract(source);
    assert.deepEqual(
      findings
        .filter(({ rule }) => rule === 'primary-key')
        .map(({ object, row: at }) => [object, at]),
      OBJECTS.map((object) => [object, 2]),
    );
  });

  it('reads an object again from its start: no row and no finding twice', async () => {
    const source = new ScriptedSource(2, async function* (object, attempt) {
      yield [row(object, '1'), row(object, 'no number')];
      if (object === 'ssd_cla_health' && attempt <= 2) throw dropped();
      yield await Promise.resolve([row(object, '2')]);
    });
    const { dir, files, findings } = await extract(source);
    assert.deepEqual(
      files.map((file) => file.restarts),
      [0, 2, 0, 0],
    );
    assert.deepEqual(
      files.map((file) => file.rows),
      [3, 3, 3, 3],
    );
    assert.deepEqual(
      fs.readdirSync(dir).sort(),
      OBJECTS.map((object) => `${object}.csv`),
    );
    const text = fs.readFileSync(path.join(dir, 'ssd_cla_health.csv'), 'utf8');
    assert.deepEqual(
      text
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[0]),
      ['1', 'no number', '2'],
    );
    const found = findings.filter((finding) => finding.object === 'ssd_cla_health');
    assert.equal(new Set(found.map((finding) => JSON.stringify(finding))).size, found.length);
  });

  it(
    'stops the others when one fails, tells that failure, and leaves no half file',
    { timeout: 10_000 },
    async () => {
      const source = new ScriptedSource(2, async function* (object, _, signal) {
        yield [row(object, '1')];
        if (object === 'ssd_cla_convictions') {
          throw new ExtractionError({ code: 'missing-table', message: 'there is no such table' });
        }
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        throw new StoppedError({ code: 'stopped', message: 'the run was stopped' });
      });
      await assert.rejects(
        extract(source),
        (error) => error instanceof ExtractionError && error.code === 'missing-table',
      );
      assert.equal(source.open, 0);
      assert.deepEqual(leftovers, []);
      assert.deepEqual(
        [...source.attempts.keys()].sort(),
        ['ssd_cla_convictions', 'ssd_cla_health'],
        'nothing is begun after a failure',
      );
    },
  );

  it('stops at the next rows of a source that pays no heed to the stop', async () => {
    const stop = new AbortController();
    let given = 0;
    const source = new ScriptedSource(1, async function* (object) {
      for (; given < 100; given++) {
        if (given === 3) stop.abort();
        yield await Promise.resolve([row(object, String(given))]);
      }
    });
    await assert.rejects(extract(source, stop.signal), (error) => error instanceof StoppedError);
    assert.equal(given, 3);
    assert.deepEqual(leftovers, []);
  });
});
