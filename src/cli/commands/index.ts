import type { Command } from 'commander';

interface Entry {
  readonly name: string;
  readonly description: string;
  /** Its options and its work, with all that these need: for who names the command. */
  readonly load: () => Promise<{ readonly define: (command: Command) => void }>;
}

/** Every command, in the order of the help. A new one is a file and a line here. */
export const COMMANDS: readonly Entry[] = [
  {
    name: 'init',
    description: 'ask what a site file needs, write it, and check it',
    load: () => import('./init.ts'),
  },
  {
    name: 'run',
    description: 'extract every object and publish a bundle',
    load: () => import('./run.ts'),
  },
  {
    name: 'demo',
    description: 'make a database of synthetic children, extract it, and show the bundle',
    load: () => import('./demo.ts'),
  },
  {
    name: 'testdb',
    description:
      "create the CMS tables in the site's database and fill them; only for sites that say testdb: true",
    load: () => import('./testdb.ts'),
  },
  {
    name: 'sql',
    description: 'write the queries exactly as executed, one file an object',
    load: () => import('./sql.ts'),
  },
  {
    name: 'validate',
    description: 'validate the CSV files of a folder with the rules of a run',
    load: () => import('./validate.ts'),
  },
  {
    name: 'verify',
    description: 'hold a bundle against its manifest: files, sizes, hashes, columns, rows',
    load: () => import('./verify.ts'),
  },
  {
    name: 'decrypt',
    description: 'decrypt a bundle into a folder of its own, and compare it with its manifest',
    load: () => import('./decrypt.ts'),
  },
  {
    name: 'query',
    description: 'ask a bundle in SQL: every object is a typed table',
    load: () => import('./query.ts'),
  },
  {
    name: 'open',
    description: 'make a DuckDB database of a bundle, for Power BI, R, Python and DBeaver',
    load: () => import('./open.ts'),
  },
  {
    name: 'convert',
    description: 'make Parquet files, a workbook or a DuckDB database of a bundle',
    load: () => import('./convert.ts'),
  },
  {
    name: 'diff',
    description: 'say in counts what changed between two bundles: rows, fields, schema, codes',
    load: () => import('./diff.ts'),
  },
  {
    name: 'pool',
    description: 'take bundles of many authorities and nights into one Parquet data set',
    load: () => import('./pool.ts'),
  },
  {
    name: 'history',
    description: 'list the last runs of a site: when, how they ended, rows, findings, durations',
    load: () => import('./history.ts'),
  },
  { name: 'spec', description: 'work with a specification', load: () => import('./spec.ts') },
  {
    name: 'explain',
    description: 'say what an object or a field is, and where each CMS has it, in words',
    load: () => import('./explain.ts'),
  },
  { name: 'site', description: 'work with site files', load: () => import('./site.ts') },
  {
    name: 'codes',
    description: 'work with national codes and what forms say instead',
    load: () => import('./codes.ts'),
  },
  {
    name: 'oddities',
    description:
      'write docs/standard-oddities.md: what is odd in the standard, what we do, and how a site has it another way',
    load: () => import('./oddities.ts'),
  },
  {
    name: 'errors',
    description:
      'say what a code of a message or a rule of a finding means, its usual causes, and what to do',
    load: () => import('./errors.ts'),
  },
  {
    name: 'check',
    description:
      'connect, and compare what the mappings need with what the site sets and the database has',
    load: () => import('./check.ts'),
  },
  {
    name: 'schedule',
    description: "run by the site's schedule until it is stopped, or export a schedule",
    load: () => import('./schedule.ts'),
  },
  {
    name: 'notify',
    description: 'tell people how runs end',
    load: () => import('./notify.ts'),
  },
  {
    name: 'completion',
    description: 'print a script that completes commands and options in bash or PowerShell',
    load: () => import('./completion.ts'),
  },
];
