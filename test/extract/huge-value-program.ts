// Extracts one object whose one row holds one huge value, from its source into its staged file, and
// prints the most memory that the process ever held. Arguments: characters, field, kind of text.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Staging } from '../../src/bundle/staging.ts';
import { extractObject } from '../../src/extract/extract-object.ts';
import { readersHere } from '../../src/extract/readers.ts';
import { compileFor, prepare } from '../../src/prepare/prepare.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import type { Source, SourceRow } from '../../src/sources/source.ts';
import { createValidation } from '../../src/validate/validation.ts';

const [size = '1', field = '', kind = 'plain'] = process.argv.slice(2);
/** Of as many characters as the size says, one byte each in memory and in the file. */
const TEXTS: Readonly<Record<string, string>> = { plain: 'some words', quotes: '"",\n\\"\r\n""' };
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-test-'));
const prepared = prepare({ cms: 'liquid_logic' });
const plan = prepared.planSet.plans.find((item) => item.object === 'ssd_contacts');
const query =
  plan &&
  compileFor(prepared, plan, {
    dialect: DIALECTS.mssql,
    place: {},
    asOf: '2026-11-22',
    windowYears: 6,
  });
if (!plan || !query) throw new Error('there is no such object');

const row: SourceRow = query.columns.map((name) => {
  if (name === field) return Buffer.alloc(Number(size), TEXTS[kind]).toString('latin1');
  return name === 'cont_contact_id' ? '1' : null;
});
const source: Source = {
  parallel: 1,
  async *stream() {
    yield await Promise.resolve([row]);
  },
  describe: () => Promise.reject(new Error('not asked')),
  prepare: () => Promise.reject(new Error('not asked')),
  columns: () => Promise.reject(new Error('not asked')),
  close: () => Promise.resolve(),
};
try {
  const [readRows] = readersHere(source, undefined).lanes;
  if (!readRows) throw new Error('there is no reader');
  await extractObject({
    object: plan.object,
    columns: plan.fields.map(({ name }) => name),
    reading: {
      query,
      asShown: undefined,
      dateFormat: 'iso',
      maxCell: 1 << 26,
      limit: undefined,
    },
    readRows,
    staging: await Staging.open(path.join(dir, 'out'), 'r'),
    validation: createValidation({
      spec: prepared.spec,
      findings: { write: () => Promise.resolve() },
      tempDir: dir,
      complete: new Set(),
    }),
    bom: false,
    signal: new AbortController().signal,
    onRows: () => undefined,
    onUnmapped: () => undefined,
  });
  console.log(process.resourceUsage().maxRSS * 1024);
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
