import type { RunRecord } from '../../src/run/history/record.ts';
import { toolVersion } from '../../src/prepare/paths.ts';

/** A whole run of the site `trial`, as the history has it; later for a higher number. */
export function runRecord(number: number, change: Partial<RunRecord> = {}): RunRecord {
  const started = new Date(Date.UTC(2026, 0, 1, 2) + number * 24 * 60 * 60 * 1000);
  return {
    run: `r${String(number).padStart(5, '0')}`,
    site: 'trial',
    cms: 'liquid_logic',
    spec: '1',
    tool: toolVersion(),
    node: '24.0.0',
    server: 'postgres, 17',
    asOf: started.toISOString().slice(0, 10),
    windowYears: 6,
    started: started.toISOString(),
    finished: new Date(started.getTime() + 90_000).toISOString(),
    milliseconds: 90_000,
    status: 'finished',
    exitCode: 0,
    error: null,
    bundle: `ssd_trial_r${number}`,
    bytes: 1000,
    objects: [],
    findings: [],
    warnings: [],
    ...change,
  };
}
