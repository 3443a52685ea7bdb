import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { ROWS, cms, siteFor } from './mssql-run-support.ts';
import { listen } from './mssql-support.ts';
import { filesOf, readLast, runHere } from './run-support.ts';

const server = await listen({ backing: cms({ snapshot: true }) });

it('a run pseudonymises what leaves, the same whether it reads in threads or in none', async () => {
  const secret = randomBytes(32).toString('hex');
  const files = [];
  for (const threads of [1, 2]) {
    const site = siteFor(server, { threads, parallel: threads });
    fs.appendFileSync(site.site, 'pseudonymise: {key: {file: ./key.txt}}\n');
    const key = path.join(path.dirname(site.site), 'key.txt');
    fs.writeFileSync(key, `${secret}\n`, { mode: 0o600 });
    const ended = await runHere(site);
    assert.equal(ended.code, 0, ended.err);
    files.push(filesOf(site));
    const rows = readLast(site, 'ssd_disability.csv').split('\r\n').slice(1, -1);
    assert.equal(rows.length, ROWS);
    const plain = rows.filter((row) => !/^p\w{25},p\w{25},/.test(row));
    assert.equal(plain.length, 0, `with ${threads} thread(s)`);
  }
  assert.deepEqual(files[1], files[0]);
});
