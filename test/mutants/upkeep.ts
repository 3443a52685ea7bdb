import { type Mutant, changes } from './mutant.ts';

/** What runs leave to later ones: history, sudden changes, old bundles, the space on the disk. */
export const upkeep: readonly Mutant[] = [
  ...changes(
    'run/history/store.ts',
    ['run/history.test.ts'],
    [
      ["openSync(file, 'a', 0o600)", "openSync(file, 'a', 0o644)", 'others read the history'],
      ["db.exec('begin immediate');", "db.exec('begin');", 'two first runs make the tables'],
      ['forgetOldest(db, record.site);', '', 'a history grows for ever'],
      [
        'select run from run where site = :site order by',
        'select run from run order by',
        'a site forgets runs for those of another',
      ],
      [
        '{ timeout: BUSY });\n    try {\n      // one',
        '{ timeout: BUSY, readOnly: true });\n    try {\n      // one',
        'a run that was killed while it wrote',
      ],
      ["and status = 'finished' and cms", 'and cms', 'a failed run is something to compare with'],
      [
        'if (application === 0 && tables === 0) return true;',
        'return true;',
        'our tables in the database of another program',
      ],
      ['if (stat.isFile()) return;', 'if (!stat.isDirectory()) return;', 'a pipe is waited for'],
    ],
  ),
  ...changes(
    'run/history/sqlite.ts',
    ['run/history.test.ts'],
    [
      ['if (!isExperimental(args))', 'if (isExperimental(args))', 'Node speaks of its experiments'],
      ['process.emitWarning = emitWarning;\n  }', '}', 'no warning of Node is heard any more'],
    ],
  ),
  ...changes(
    'run/history/find-changes.ts',
    ['run/changes.test.ts'],
    [
      ['difference < FEWEST_ROWS ||', '', 'small objects cry wolf'],
      ['difference <= usual * SHARE', 'difference < usual * SHARE', 'thirty per cent are too many'],
      ["if (status !== 'extracted') return [];", '', 'a placeholder lost its rows'],
      ["&& item.status === 'extracted'", '', 'an object that was just set up has changed'],
      ['item.count >= fewest', 'item.count > fewest', 'a tenth of the rows is not told'],
      ['milliseconds - usual >= LEAST_SLOWER', 'true', 'three seconds instead of one'],
      [
        'earlier.length >= RUNS_FOR_DURATIONS ?',
        'earlier.length > 0 ?',
        'one quick night is the measure',
      ],
    ],
  ),
  ...changes(
    'run/history/diary.ts',
    ['run/upkeep.long.ts'],
    [
      [
        "manifest.partial ? 'partial' : 'finished'",
        "'finished'",
        'a trial is something to compare with',
      ],
      [
        "error instanceof StoppedError ? 'stopped' : 'failed'",
        "'failed'",
        'who stops a run sees a failure',
      ],
      ['append(begun, failed(error));\n', '', 'failures are not recorded'],
      ['site.history === false ? undefined : ', '', 'a history that nobody wanted'],
    ],
  ),
  ...changes(
    'run/retention/choose-expired.ts',
    ['run/retention.test.ts'],
    [
      ['Math.max(1, keep.bundles ?? 0)', 'keep.bundles ?? 0', 'the last good bundle is removed'],
      ['|| never.includes(bundle.name)', '', 'the bundle that LATEST names is removed'],
      [
        'counted.has(bundle) || bundle',
        'counted.has(bundle) && bundle',
        'a bundle goes that one setting keeps',
      ],
      [
        'newestFirst.filter((bundle) => !bundle.partial)',
        'newestFirst',
        'trials push good bundles out',
      ],
    ],
  ),
  ...changes(
    'run/retention/list-bundles.ts',
    ['run/retention.test.ts'],
    [
      ['entries.filter((item) => item.isDirectory())', 'entries', 'a link to a folder is followed'],
      [
        'manifest?.site !== site || manifest.cms !== cms',
        'manifest === undefined',
        'the bundles of another site are removed',
      ],
      [
        'if (entry.name !== bundleName(site, manifest.run)) continue;',
        '',
        'a copy that somebody named is removed',
      ],
      ['!listed.has(name) && ', '', 'no bundle is ever removed'],
    ],
  ),
  ...changes(
    'run/retention/remove-bundles.ts',
    ['run/retention.test.ts'],
    [
      [
        'if (strangers.length > 0) {',
        'if (strangers.length > 9) {',
        "somebody's own work is removed",
      ],
      [
        'await renamePatiently(path.join(outDir, name), path.join(outDir, expired));\n  await remove(outDir, expired);',
        'await remove(outDir, name);',
        'half a bundle under its name',
      ],
      [
        'await attempt(showPath(path.join(outDir, name)), () => remove(outDir, name));',
        '',
        'children stay in what was half removed',
      ],
    ],
  ),
  ...changes(
    'run/free-space.ts',
    ['run/free-space.test.ts'],
    [
      [
        'free < usual * HOPELESS',
        'free < largest * HOPELESS',
        'one large bundle of long ago stops every run',
      ],
      [
        'free >= largest * MARGIN',
        'free >= usual * MARGIN',
        'a disk that fits the usual bundle only',
      ],
    ],
  ),
  ...changes(
    'run/run.ts',
    ['run/upkeep.long.ts'],
    [
      [
        'manifest.partial\n    ? { removed: [], warnings: [] }\n    : await',
        'await',
        'a trial removes bundles',
      ],
      [
        'limit === undefined ? earlierRuns',
        'plans.length > 0 ? earlierRuns',
        'the first rows are compared with all',
      ],
      ['...known, ...gaps', '...gaps', 'a disk that is nearly full is not told'],
    ],
  ),
];
