import type { Manifest } from '../../src/bundle/manifest.ts';
import { Staging } from '../../src/bundle/staging.ts';

/** Of a bundle that has nothing in it. */
export const EMPTY_MANIFEST: Manifest = {
  format: 1,
  run: 'r',
  site: 's',
  cms: 'c',
  server: { engine: 'e', version: '1', consistency: 'c', warnings: [] },
  tool: { name: 'ssd-extract', version: '0' },
  spec: { version: 'v', objects: 1 },
  asOf: '2026-01-01',
  window: { years: 6, start: '2020-01-01' },
  started: '',
  finished: '',
  valid: true,
  partial: null,
  parameters: {},
  overrides: [],
  catalogue: [],
  warnings: [],
  resumed: [],
  files: [],
  others: [],
  findings: [],
  findingsListed: { listed: 0, found: 0, perRule: 1000 },
};

type Meddle = (staging: Staging) => void;

interface Options {
  readonly stillAllowed?: () => Promise<void>;
  readonly groupReadable?: boolean;
  /** What the manifest lists of the file, against the truth. */
  readonly change?: Partial<Manifest['files'][number]>;
  readonly partial?: Manifest['partial'];
}

/** Publishes a small bundle; `meddle` is what happens between its staging and its publication. */
export async function publish(
  outDir: string,
  name: string,
  meddle: Meddle = () => undefined,
  { stillAllowed, groupReadable = false, change = {}, partial = null }: Options = {},
): Promise<string> {
  const staging = await Staging.open(outDir, name, { stillAllowed, groupReadable });
  const csv = await staging.csv('ssd_a', ['x'], { bom: false });
  await csv.writer.write([['1'], ['2']]);
  const written = await csv.finish();
  const other = await staging.text('datapackage.json', '{}');
  meddle(staging);
  return staging.publish(
    {
      ...EMPTY_MANIFEST,
      partial,
      files: [
        {
          object: 'ssd_a',
          status: 'extracted',
          columns: ['x'],
          query: null,
          milliseconds: 1,
          restarts: 0,
          controlCharactersRemoved: 0,
          ...written,
          ...change,
        },
      ],
      others: [other],
    },
    name,
  );
}
