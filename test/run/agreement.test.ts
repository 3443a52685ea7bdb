import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readCsv } from '../../src/bundle/csv-reader.ts';
import { Staging } from '../../src/bundle/staging.ts';
import { extractAll } from '../../src/extract/extract-all.ts';
import { readersHere } from '../../src/extract/readers.ts';
import { SILENT } from '../../src/extract/progress.ts';
import { choosePlans, compileFor, prepare } from '../../src/prepare/prepare.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { validateFolder } from '../../src/run/validate-folder.ts';
import { loadSite } from '../../src/site/load.ts';
import type { Source, SourceRow } from '../../src/sources/source.ts';
import type { Finding } from '../../src/validate/finding.ts';
import { createValidation } from '../../src/validate/validation.ts';
import { tempDir } from '../support/files.ts';
import { siteWith } from '../support/site.ts';

/** With keys between them, code sets, dates, numbers, JSON objects and JSON lists. */
const OBJECTS = [
  ...['ssd_assessment_factors', 'ssd_cin_assessments', 'ssd_contacts', 'ssd_cp_plans'],
  ...['ssd_disability', 'ssd_person'],
];
const prepared = prepare({ cms: 'liquid_logic' });
const plans = choosePlans(prepared.planSet, OBJECTS, undefined);
const widths = new Map(
  plans.map((plan) => {
    const query = compileFor(prepared, plan, {
      dialect: DIALECTS.postgres,
      place: {},
      asOf: '2026-11-22',
      windowYears: 6,
    });
    return [plan.object, query?.columns.length ?? 0];
  }),
);

/** Texts as databases hold them: near-dates, near-numbers, codes, and what no tool can read. */
const TEXTS = [
  ...['', ' ', '\t', '\r', '\n', '\r\n', '"', '""', ',', ';', '\u0000', '\ufeff', '\ufeff1', ' 1'],
  ...['1', '2', '3', '1\u0000', '1 ', '01', '-1', '1.50', '.5', '1e5', 'NaN', '007', '+7'],
  ...['F', 'F\u0001', 'f', 'M ', 'M\u00a0', 'Y', 'N', 'ABCD', '1A', '1B\u0007', '18A'],
  ...['2015-03-05', '2015-03-05 09:30', '2015-03-05T09:30:00.120', '2015-02-30', '10000-01-01'],
  ...['infinity', '4712-01-01 00:00:00 BC', '-4712-01-01', '05/03/2015', '31/02/2015'],
  ...['1900-01-01', '9999-12-31 00:00:00', '2024-01-01\u0000', '2024-01-01 x', '2024-01-01T00:00Z'],
  ...['\ud83d', '\udc76\ud83d', 'seen \ud83d at home', '👶', 'x\ufffe\uffff', '\u007f', '\u2028'],
  ...['{"a": 1}', '[1, 2]', '[1,', '["a\u0000"]', '=1+1', "'", '\\', '\\"', 'x'.repeat(300)],
];
const cell = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(null, ...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);
const dataset = fc.tuple(
  ...OBJECTS.map((object) => {
    const width = widths.get(object) ?? 0;
    return fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 15 });
  }),
);

const UNREADABLE = /[^\P{Cc}\t\r\n\u0080-\u009f]|[\ufffe\uffff]|\\u[0d]/u;

class FixedSource implements Source {
  readonly parallel = 2;
  readonly #rows: ReadonlyMap<string, readonly SourceRow[]>;
  constructor(rows: ReadonlyMap<string, readonly SourceRow[]>) {
    this.#rows = rows;
  }
  async *stream({ name }: { name: string }): AsyncGenerator<readonly SourceRow[]> {
    for (const row of this.#rows.get(name) ?? []) yield await Promise.resolve([row]);
  }
  describe = (): never => assert.fail();
  prepare = (): never => assert.fail();
  columns = (): never => assert.fail();
  close = (): Promise<void> => Promise.resolve();
}

type Output = 'iso' | 'dd/mm/yyyy';

/** Writes the files of a run into a folder, and gives the findings of the run. */
async function extract(
  rows: ReadonlyMap<string, readonly SourceRow[]>,
  output: { date_format: Output; bom: boolean },
): Promise<{ dir: string; findings: string[] }> {
  const root = fs.mkdtempSync(path.join(base, 'x'));
  const site = loadSite(siteWith({ dir: root, output: { dir: './out', ...output } }));
  const staging = await Staging.open(site.output.dir, 'r');
  const found: Finding[] = [];
  const validation = createValidation({
    spec: prepared.spec,
    findings: {
      write: (some) => {
        found.push(...some);
        return Promise.resolve();
      },
    },
    tempDir: root,
    complete: new Set(OBJECTS),
  });
  const signal = new AbortController().signal;
  const request = { site, asOf: '2026-11-22', signal, progress: SILENT };
  await extractAll(
    { request, prepared, plans, staging, unmapped: [], id: 'r', started: new Date() },
    readersHere(new FixedSource(rows), undefined).lanes,
    validation,
  );
  await validation.finish();
  await validation.close();
  return {
    dir: staging.dir,
    findings: found
      .map(({ object, row, field, rule, severity }) =>
        [object, row, field, rule, severity].join(','),
      )
      .sort(),
  };
}
const base = tempDir();

/** What `validate` finds in the same files. */
async function validate(dir: string): Promise<string[]> {
  const findingsFile = path.join(dir, '..', '..', 'findings.csv');
  await validateFolder({ dir, spec: DATA_DIR, findingsFile });
  const { columns, batches } = await readCsv(findingsFile);
  const wanted = ['object', 'row', 'field', 'rule', 'severity'].map((name) =>
    columns.indexOf(name),
  );
  const found: string[] = [];
  for await (const batch of batches) {
    found.push(...batch.map((row) => wanted.map((column) => row[column]).join(',')));
  }
  return found.sort();
}

describe('a run and validate', () => {
  for (const date_format of ['iso', 'dd/mm/yyyy'] as const) {
    for (const bom of [false, true]) {
      it(`find the same at the same places: ${date_format}, ${bom ? 'with' : 'no'} BOM`, async () => {
        let seen = 0;
        await fc.assert(
          fc.asyncProperty(dataset, async (all) => {
            const rows = new Map(OBJECTS.map((object, index) => [object, all[index] ?? []]));
            const { dir, findings } = await extract(rows, { date_format, bom });
            assert.deepEqual(await validate(dir), findings);
            for (const object of OBJECTS) {
              const text = fs.readFileSync(path.join(dir, `${object}.csv`), 'utf8');
              assert.doesNotMatch(text, UNREADABLE, 'what no tool can read is in no file');
            }
            seen += findings.length;
          }),
          { numRuns: 8 },
        );
        assert.ok(seen > 100, 'the texts are nasty enough');
      });
    }
  }
});
