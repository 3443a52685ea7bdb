import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { onTerminal, NO_PTY, linesOf, longestSilence, textOf } from '../support/pty.ts';
import { listen } from '../wire/mssql-support.ts';
import { cms, failing, siteFor } from '../wire/mssql-run-support.ts';
import { argumentsFor } from '../wire/run-support.ts';
import { BIN, cli } from '../support/process.ts';
import { tempDir } from '../support/files.ts';

/** What a person takes for a program that hangs. */
const TOO_LONG = 1;
/** Starting Node is not the program's to speed up. */
const STARTED = /\r\u001b\[K/;

const COLOUR = /\u001b\[3\dm/;
const dir = tempDir();

/** The calmest of three tries: a machine that does other things is silent now and then. */
async function calmest(
  once: () => ReturnType<typeof onTerminal>,
): Promise<Awaited<ReturnType<typeof onTerminal>>> {
  let best = await once();
  for (let more = 2; more > 0 && longestSilence(sinceStart(best)) >= TOO_LONG; more -= 1) {
    const next = await once();
    if (longestSilence(sinceStart(next)) < longestSilence(sinceStart(best))) best = next;
  }
  return best;
}

function sinceStart(seen: Awaited<ReturnType<typeof onTerminal>>): typeof seen {
  const first = seen.said.findIndex(([, text]) => STARTED.test(text));
  assert.ok(first >= 0, textOf(seen));
  return { ...seen, said: seen.said.slice(first) };
}

describe('on a terminal', { skip: NO_PTY }, () => {
  it('a slow server makes no silence of a second: connecting, and before the first row', async () => {
    const silent = await listen({ backing: cms(), silentAt: 'login' });
    const connecting = [BIN, ...argumentsFor(siteFor(silent, { connect_timeout: 3 }))];
    const waiting = await calmest(() => onTerminal(connecting));
    await silent.close();
    assert.equal(waiting.code, 3);
    assert.ok(longestSilence(sinceStart(waiting)) < TOO_LONG, String(longestSilence(waiting)));
    assert.match(textOf(waiting), /connecting to the database, [12]\.\d s/);

    const stalling = await listen({
      backing: cms(),
      fault: failing({ kind: 'stall', afterRows: 0 }),
    });
    const site = siteFor(stalling, { query_timeout: 3, stall_timeout: 3, parallel: 1 });
    fs.appendFileSync(site.site, 'retry: {tries: 0}\n');
    const stalled = await calmest(() => onTerminal([BIN, ...argumentsFor(site)]));
    await stalling.close();
    assert.equal(stalled.code, 4);
    assert.ok(longestSilence(sinceStart(stalled)) < TOO_LONG, String(longestSilence(stalled)));
    assert.match(textOf(stalled), /1\/3 ssd_disability: waiting for the first row, [12]\.\d s/);
    assert.match(textOf(stalled), /^ssd_department: 1,200 rows, \d+ ms, [\d,]+ rows\/s/m);
    for (const line of linesOf(stalled)) {
      if (/^[-|/\\] /.test(line)) assert.ok(line.length < 80, line);
    }
  });

  describe('the demo', () => {
    let seen: Awaited<ReturnType<typeof onTerminal>>;
    before(async () => {
      const demo = ['demo', '--children', '60', '--out', 'out'];
      seen = await onTerminal([BIN, ...demo], { cwd: dir });
    });
    it('is never silent for a second, not while it makes its database', () => {
      assert.equal(seen.code, 0, textOf(seen));
      assert.ok(longestSilence(sinceStart(seen)) < TOO_LONG, String(longestSilence(seen)));
      assert.match(textOf(seen), /filling \w+: [\d,]+ rows? so far/);
    });
    it('keeps every line within 80 columns', () => {
      // the paths of bundles are never broken: they are to be copied
      const long = linesOf(seen).filter(
        (line) => line.length > 80 && !/^(Bundle|Making)/.test(line),
      );
      assert.deepEqual(long, []);
    });
    it('shows on 24 lines the verdict and the objects with errors, in colour', () => {
      const lines = textOf(seen).replaceAll('\r', '').trimEnd().split('\n').slice(-23);
      const head = lines.findIndex((line) => /object +rows +errors +warnings/.test(line));
      assert.ok(head >= 0 && head < 3, 'the table begins at the top of the screen');
      assert.match(lines[head + 2] ?? '', /^ssd_\w+ +[\d,]+ +[1-9]\d* +\d+$/);
      assert.ok(lines.some((line) => /^and \d+ more objects: [\d,]+ rows/.test(line)));
      assert.ok(lines.some((line) => /^46 objects, [\d,]+ rows, \d+ errors and/.test(line)));
      assert.match(seen.said.map(([, text]) => text).join(''), COLOUR);
    });
  });

  it('NO_COLOR leaves the colours out, and the status line in', async () => {
    const seen = await onTerminal([BIN, 'demo', '--children', '5', '--out', 'out'], {
      env: { NO_COLOR: '1' },
      cwd: dir,
    });
    const all = seen.said.map(([, text]) => text).join('');
    assert.equal(seen.code, 0, all);
    assert.doesNotMatch(all, COLOUR);
    assert.match(all, STARTED);
  });

  it('validate and verify say what they are at', async () => {
    const [bundle = ''] = fs
      .readdirSync(path.join(dir, 'out'))
      .filter((name) => /^ssd_/.test(name));
    for (const [command, said] of [
      ['validate', /validating ssd_\w+\.csv|counting the rows of ssd_|looking at the folder/],
      ['verify', /looking at the folder/],
    ] as const) {
      const seen = await calmest(() => onTerminal([BIN, command, path.join(dir, 'out', bundle)]));
      assert.match(textOf(seen), said);
      assert.ok(longestSilence(sinceStart(seen)) < TOO_LONG);
    }
  });
});

describe('without a terminal', () => {
  it('lines have times and no signs that a terminal obeys, and come before the first object', async () => {
    const { code, out, err } = await cli(['demo', '--children', '5', '--out', 'plain'], {
      cwd: dir,
    });
    assert.equal(code, 0, err);
    assert.doesNotMatch(out + err, /[\u001b\r]/);
    const lines = err.trimEnd().split('\n');
    for (const line of lines) assert.match(line, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S/);
    assert.match(lines[0] ?? '', /connecting to the database/);
    const listed = out.split('\n').filter((line) => /^ssd_\w+ +\d/.test(line));
    assert.equal(listed.length, 46, 'a log has room for every object');
  });

  it('FORCE_COLOR colours all the same', async () => {
    const { out } = await cli(['demo', '--children', '5', '--out', 'plain'], {
      cwd: dir,
      env: { FORCE_COLOR: '1' },
    });
    assert.match(out, COLOUR);
  });

  it('--json tells each event in a line, re-reads too, and the result in one', async () => {
    const server = await listen({
      backing: cms(),
      fault: failing({ kind: 'drop', afterBytes: 5000 }, 1),
    });
    const { code, out, err } = await cli([...argumentsFor(siteFor(server)), '--json']);
    await server.close();
    assert.equal(code, 0, err);
    const events = err
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const { time } of events) assert.ok(!Number.isNaN(Date.parse(String(time))));
    const kinds = new Set(events.map(({ event }) => event));
    for (const kind of ['step', 'object', 'finished', 'notice']) assert.ok(kinds.has(kind), kind);
    assert.ok(
      events.some(({ message }) => /reading ssd_disability again/.test(String(message))),
      err,
    );
    const { objects } = JSON.parse(out) as { objects: { name: string; restarts: number }[] };
    assert.deepEqual(
      objects.map(({ restarts }) => restarts),
      [0, 1, 0],
    );
  });
});
