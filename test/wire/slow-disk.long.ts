import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { PlainFile } from '../../src/bundle/file-sink.ts';
import type { Result } from '../servers/tds/backing.ts';
import { replay, repeated } from '../servers/tds/replay.ts';
import type { Statement } from '../servers/tds/requests.ts';
import { withSystem } from '../servers/tds/system.ts';
import { answers, disturbed, needed, siteFor } from './mssql-run-support.ts';
import { listen } from './mssql-support.ts';
import { DISTURBED, manifestOf, runHere } from './run-support.ts';

type Write = (this: PlainFile, data: Uint8Array) => Promise<void>;

const ROWS = 60_000;
const CELL = 'x'.repeat(200);
const MEGABYTE = 1 << 20;

/** An answer of 36 MB for one object, which tells how many of its rows have been asked for. */
function longAnswer(onRow: () => void): (statement: Pick<Statement, 'sql'>) => Result {
  const { columns } = answers.get(disturbed) ?? assert.fail();
  const { rows } = repeated(columns, [columns.map(() => CELL)], ROWS);
  const counted = {
    *[Symbol.iterator]() {
      for (const row of rows) {
        onRow();
        yield row;
      }
    },
  };
  const long = { columns, rows: counted };
  return ({ sql }) => (sql === disturbed ? long : (answers.get(sql) ?? assert.fail(sql)));
}

describe('a disk that is slow', () => {
  for (const threads of [1, 2]) {
    it(`holds the server back, with ${threads} thread(s): what waits to be written is bounded`, async () => {
      let sent = 0;
      let written = 0;
      let waiting = 0;
      const server = await listen({
        backing: withSystem({ database: 'HDM', columns: needed }, replay(longAnswer(() => sent++))),
      });
      const write: Write = Reflect.get(PlainFile.prototype, 'write');
      mock.method(PlainFile.prototype, 'write', async function (this: PlainFile, data: Uint8Array) {
        await pause(50);
        await write.call(this, data);
        written += data.length;
        waiting = Math.max(waiting, sent * 3 * CELL.length - written);
      });
      try {
        const site = siteFor(server, { threads, parallel: 2 });
        const ended = await runHere(site);
        assert.equal(ended.code, 0, ended.err);
        const file = manifestOf(site).files.find(({ object }) => object === DISTURBED);
        assert.equal(file?.rows, ROWS);
      } finally {
        mock.restoreAll();
        await server.close();
      }
      assert.ok(waiting > MEGABYTE, `the disk was the slower: ${waiting} bytes waited`);
      assert.ok(waiting < 12 * MEGABYTE, `${waiting} bytes waited`);
    });
  }
});
