import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { type ICruiseResult, cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { ROOT } from './support/process.ts';

/** The flow: each room may use itself and the rooms named here, which stand before it. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  files: [],
  html: [],
  problems: [],
  yaml: ['files', 'problems'],
  validators: ['problems'],
  spec: ['files', 'problems', 'yaml', 'validators'],
  protect: ['problems', 'yaml', 'validators', 'spec'],
  codes: ['problems', 'yaml', 'validators', 'spec'],
  site: ['files', 'problems', 'yaml', 'protect'],
  mapping: ['problems', 'yaml', 'spec'],
  query: ['problems', 'spec', 'mapping'],
  sources: ['files', 'problems', 'yaml', 'site', 'query'],
  validate: ['problems', 'yaml', 'validators', 'spec'],
  bundle: ['files', 'problems', 'yaml', 'validators', 'spec', 'protect', 'validate'],
  report: ['html', 'problems', 'yaml', 'validators', 'spec', 'mapping'],
  prepare: [
    ...['files', 'problems', 'yaml', 'spec', 'protect', 'site', 'mapping', 'query', 'sources'],
    ...['codes', 'validate'],
  ],
  extract: [
    ...['problems', 'yaml', 'validators', 'spec', 'protect', 'site', 'mapping', 'query'],
    ...['sources', 'codes', 'validate', 'bundle', 'report', 'prepare'],
  ],
  run: [
    ...['files', 'problems', 'yaml', 'spec', 'protect', 'site', 'mapping', 'sources', 'validate'],
    ...['codes', 'bundle', 'report', 'prepare', 'extract'],
  ],
  operate: [...['files', 'problems', 'site', 'sources', 'bundle', 'prepare', 'extract', 'run']],
  analyse: [
    ...['files', 'problems', 'yaml', 'validators', 'spec', 'protect', 'site', 'bundle', 'prepare'],
    ...['html', 'report', 'run'],
  ],
  documents: [
    ...['files', 'html', 'problems', 'yaml', 'validators', 'spec', 'site', 'mapping', 'query'],
    ...['prepare', 'extract', 'validate'],
  ],
  setup: ['files', 'problems', 'yaml', 'spec', 'site', 'mapping', 'prepare'],
  synth: ['problems', 'mapping'],
  testdb: [
    ...['files', 'problems', 'yaml', 'site', 'mapping', 'sources', 'bundle', 'prepare', 'synth'],
  ],
  cli: [
    ...['problems', 'yaml', 'spec', 'site', 'mapping', 'query', 'sources', 'validate'],
    ...['bundle', 'prepare', 'extract', 'run', 'operate', 'documents', 'setup', 'testdb', 'files'],
    ...['analyse'],
  ],
};

const rooms = fs
  .readdirSync(path.join(ROOT, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const roomOf = (file: string): string => /^src\/(\w+)\//.exec(file)?.[1] ?? '';

async function dependencies(): Promise<ICruiseResult> {
  const { output } = await cruise(
    ['src'],
    {
      baseDir: ROOT,
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: true,
      ruleSet: {
        forbidden: [{ name: 'cycle', severity: 'error', from: {}, to: { circular: true } }],
      },
      validate: true,
    },
    undefined,
    { tsConfig: extractTSConfig(path.join(ROOT, 'tsconfig.json')) },
  );
  assert.ok(typeof output !== 'string');
  return output;
}

describe('the rooms of src/', () => {
  let found: ICruiseResult;
  before(async () => {
    found = await dependencies();
  });

  it('are all in the flow, and no other', () => {
    assert.deepEqual(Object.keys(ROOMS).sort(), rooms.sort());
  });

  it('hold no circle of imports', () => {
    assert.ok(found.modules.length > 100, 'the modules were found');
    const circles = found.summary.violations.map(({ from, to }) => `${from} → ${to}`);
    assert.deepEqual(circles, []);
  });

  it('import only what stands before them', () => {
    const imports = found.modules.flatMap(({ source, dependencies: all }) =>
      all.map(({ resolved }) => ({ from: source, to: resolved })),
    );
    const strays = imports
      .filter(({ to }) => to.startsWith('src/'))
      .filter(({ from, to }) => roomOf(from) !== roomOf(to))
      .filter(({ from, to }) => !ROOMS[roomOf(from)]?.includes(roomOf(to)))
      .map(({ from, to }) => `${from} → ${to}`);
    assert.deepEqual(strays, []);
  });

  it('are each named in CONTRIBUTING.md', () => {
    const text = fs.readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    const unnamed = rooms.filter((name) => !text.includes(`\`${name}/\``));
    assert.deepEqual(unnamed, []);
  });
});
