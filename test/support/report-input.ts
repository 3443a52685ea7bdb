import fs from 'node:fs';
import path from 'node:path';
import { gatherFigures } from '../../src/report/gather/gather-figures.ts';
import type { ReportInput } from '../../src/report/report-input.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { ROOT } from './process.ts';

const HOSTILE = '<script>alert(1)</script>';
const spec = loadSpec(path.join(ROOT, 'data'));
const COLUMNS = ['pers_person_id', 'pers_sex', 'pers_dob'];

/** A report of one object with forty persons, two of whose codes are hostile. */
export function reportInput(change: Partial<ReportInput> = {}, showValues = false): ReportInput {
  const gathering = { spec, asOf: '2026-11-25', dateFormat: 'iso', showValues } as const;
  const gathered = gatherFigures('ssd_person', COLUMNS, gathering);
  const rows = Array.from({ length: 40 }, (_, index) => [
    String(index),
    index < 2 ? HOSTILE : 'F',
    `${2010 + (index % 4)}-05-01`,
  ]);
  gathered.rows(rows);
  const asset = (name: string): string =>
    fs.readFileSync(path.join(ROOT, 'data', 'report', name), 'utf8');
  return {
    bundle: 'ssd_trial_1',
    site: 'trial',
    cms: 'liquid_logic',
    asOf: '2026-11-25',
    finished: '2026-11-25T20:00:00.000Z',
    version: '0.1.0',
    pseudonymised: false,
    spec,
    files: [
      { object: 'ssd_person', status: 'extracted', rows: 40, before: 30 },
      { object: 'ssd_contacts', status: 'extracted', rows: 7, before: 7 },
    ],
    findings: [],
    warnings: [],
    figures: new Map([['ssd_person', gathered.end()]]),
    altered: new Map(),
    suppressBelow: 6,
    assets: { css: asset('page.css'), script: asset('page.js') },
    ...change,
  };
}
