import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Session } from 'node:inspector/promises';
import { sizesFor } from './dataset.ts';
import { replayPlace } from './places.ts';
import { makeSpec } from './queries.ts';
import { ours } from './contestants/ours.ts';
import { driver } from './contestants/driver.ts';
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-prof-'));
const sizes = sizesFor(Number(process.argv[3] ?? 100000));
const options = { dir, spec: makeSpec(dir), sizes };
const place = await replayPlace('mssql', options);
const make = process.argv[4] === 'driver' ? driver : ours;
const c = await make({
  connection: place.connection(dir),
  spec: options.spec,
  objects: [process.argv[2] ?? 'ssd_contacts'],
  spoilt: false,
  dir,
} as never);
await c.round();
await c.tidy?.();
const s = new Session();
s.connect();
await s.post('Profiler.enable');
await s.post('Profiler.setSamplingInterval', { interval: 500 });
await s.post('Profiler.start');
const t = performance.now(),
  cpu = process.cpuUsage();
const rows = await c.round();
const u = process.cpuUsage(cpu);
const { profile } = await s.post('Profiler.stop');
console.log(
  rows,
  ((u.user + u.system) / rows).toFixed(2),
  'us/row cpu',
  (((performance.now() - t) * 1000) / rows).toFixed(2),
  'us/row wall',
);
const self = new Map<string, number>();
const nodes = new Map(profile.nodes.map((n) => [n.id, n]));
const dt = profile.timeDeltas ?? [];
profile.samples?.forEach((id, i) => {
  const n = nodes.get(id)!;
  const f = n.callFrame;
  const k = `${f.functionName || '(anon)'} ${path.basename(path.dirname(f.url))}/${path.basename(f.url)}:${f.lineNumber + 1}`;
  self.set(k, (self.get(k) ?? 0) + (dt[i] ?? 0));
});
const total = [...self.values()].reduce((a, b) => a + b, 0);
for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 38))
  console.log(
    (v / rows).toFixed(3).padStart(7),
    'us/row',
    ((100 * v) / total).toFixed(1).padStart(5) + '%',
    k,
  );
await c.tidy?.();
await c.close();
await place.close();
fs.rmSync(dir, { recursive: true, force: true });
process.exit(0);
