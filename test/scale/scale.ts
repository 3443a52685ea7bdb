/**
 * Measures the whole extract on the embedded engine at two sizes, and writes docs/scale.md: npm run
 * scale [-- small large]. Not part of npm test: the large size takes minutes. Time is that of the
 * processor, which other work on the machine changes little.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { duration, plural } from '../../src/cli/output.ts';
import { runExtract } from '../../src/run/run.ts';
import { SILENT } from '../../src/extract/progress.ts';
import { loadSite } from '../../src/site/load.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';

const AS_OF = '2026-11-22';
const SELF = fileURLToPath(import.meta.url);
const PAGE = path.resolve(path.dirname(SELF), '..', '..', 'docs', 'scale.md');

const measured = z.object({
  children: z.number(),
  cmsRows: z.number(),
  build: z.number(),
  wall: z.number(),
  processor: z.number(),
  megabytes: z.number(),
  objects: z.array(z.object({ name: z.string(), rows: z.number(), processor: z.number() })),
});
type Measured = z.infer<typeof measured>;

function processor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** One size, in a process of its own so that memory is its own. */
async function measure(children: number): Promise<Measured> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-scale-'));
  try {
    const file = path.join(dir, 'site.yml');
    fs.writeFileSync(
      file,
      'site: scale\ncms: liquid_logic\nconnection: {engine: embedded, path: ./db}\ntestdb: true\noutput: {dir: ./bundles}\n',
    );
    const site = loadSite(file);
    const before = processor();
    const built = await buildTestDatabase({ site, asOf: AS_OF, children, seed: 1 });
    const [began, clock] = [processor(), performance.now()];
    let last = began;
    const objects: Measured['objects'] = [];
    const progress = {
      ...SILENT,
      object: () => {
        last = processor();
      },
      finished: (name: string, rows: number) => {
        objects.push({ name, rows, processor: processor() - last });
      },
    };
    await runExtract({ site, asOf: AS_OF, signal: new AbortController().signal, progress });
    return {
      children,
      cmsRows: built.rows,
      build: began - before,
      wall: performance.now() - clock,
      processor: processor() - began,
      megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
      objects,
    };
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

function measureApart(children: number): Measured {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [SELF, '--one', String(children)],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  if (status !== 0) throw new Error(stderr);
  return measured.parse(JSON.parse(stdout));
}

function page(small: Measured, large: Measured): string {
  const rows = ({ objects }: Measured): number =>
    objects.reduce((sum, object) => sum + object.rows, 0);
  const times = (a: number, b: number): string => (a === 0 ? '' : (b / a).toFixed(1));
  const bound =
    (large.children * Math.log(large.children)) / (small.children * Math.log(small.children));
  const count = (number: number): string => number.toLocaleString('en-GB');
  const line = (name: string, a: number, b: number, show: (value: number) => string): string =>
    `| ${name} | ${show(a)} | ${show(b)} | ${times(a, b)} |`;
  return `# Scale

The whole extract of all 46 objects on the embedded engine, with synthetic children: \`testdb --children ${small.children}\` and \`--children ${large.children}\`, seed 1, as
of ${AS_OF}. Made by \`npm run scale\` on Node ${process.versions.node}, ${os.platform()}, ${plural(os.cpus().length, 'core')}; both sizes in one go. Times are processor times (of the
database, which runs inside the process, and of everything else), but for the one by the clock, which other work on the machine stretches.

An extract that grows as n log n would take ${bound.toFixed(1)} times as long for the large size; it takes **${times(small.processor, large.processor)}** times as long.

| | ${count(small.children)} children | ${count(large.children)} children | times |
|---|---:|---:|---:|
${line('rows in the CMS', small.cmsRows, large.cmsRows, count)}
${line('rows in the bundle', rows(small), rows(large), count)}
${line('making the database', small.build, large.build, duration)}
${line('the extract', small.processor, large.processor, duration)}
${line('the extract by the clock', small.wall, large.wall, duration)}
${line('most memory, MB', small.megabytes, large.megabytes, count)}

Memory is that of the embedded database as well: PostgreSQL inside the process, with its tables on disk.

| object | rows | rows | ms | ms | times |
|---|---:|---:|---:|---:|---:|
${small.objects
  .map((object) => {
    const other = large.objects.find((one) => one.name === object.name);
    return object.rows === 0 || !other
      ? ''
      : `| ${object.name} | ${count(object.rows)} | ${count(other.rows)} | ${count(Math.round(object.processor))} | ${count(Math.round(other.processor))} | ${times(object.processor, other.processor)} |`;
  })
  .filter((text) => text !== '')
  .sort()
  .join('\n')}
`;
}

const [first, second] = process.argv.slice(2);
if (first === '--one') {
  process.stdout.write(JSON.stringify(await measure(Number(second))));
} else {
  const [small, large] = [
    measureApart(Number(first ?? 5000)),
    measureApart(Number(second ?? 50_000)),
  ];
  fs.writeFileSync(PAGE, page(small, large));
  console.log(
    `${PAGE} written: ${(large.processor / small.processor).toFixed(1)} times the processor time for ${large.children / small.children} times the children`,
  );
}
