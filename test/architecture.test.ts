import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type ICruiseResult, cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { ROOT } from './support/process.ts';

/** The flow: each room may use itself and what stands before it. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  problems: [],
  yaml: ['problems'],
  spec: ['problems', 'yaml'],
  mapping: ['problems', 'yaml', 'spec'],
  query: ['problems', 'spec', 'mapping'],
  sources: ['problems', 'yaml', 'query', 'site'],
  bundle: ['problems', 'yaml', 'spec', 'validate'],
  validate: ['problems', 'yaml', 'spec'],
  site: ['problems', 'yaml'],
  synth: ['problems', 'mapping'],
};

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
  it('hold to the flow, without circles', async () => {
    const { modules, summary } = await dependencies();
    assert.ok(modules.length > 100, 'the modules were found');
    assert.deepEqual(
      summary.violations.map((violation) => `${violation.from} → ${violation.to}`),
      [],
      'circular imports',
    );
    const room = (file: string): string => /^src\/(\w+)\//.exec(file)?.[1] ?? '';
    const strays = modules.flatMap(({ source, dependencies: all }) =>
      all
        .filter(
          ({ resolved }) =>
            resolved.startsWith('src/') &&
            room(source) !== room(resolved) &&
            ROOMS[room(source)] &&
            !ROOMS[room(source)]?.includes(room(resolved)),
        )
        .map(({ resolved }) => `${source} → ${resolved}`),
    );
    assert.deepEqual(strays, []);
  });
  it('are documented in the README', () => {
    const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    for (const name of [
      'spec',
      'mapping',
      'query',
      'sources',
      'validate',
      'bundle',
      'run',
      'cli',
      'testdb',
      'synth',
    ]) {
      assert.match(readme, new RegExp(`\`${name}/\``));
    }
  });
});
