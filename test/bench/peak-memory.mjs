/** For `node --import`: at its end a process writes its peak memory, in kilobytes, into a file. */
import fs from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['SSD_BENCH_PEAK'];
if (isMainThread && file !== undefined) {
  process.on('exit', () => fs.writeFileSync(file, String(process.resourceUsage().maxRSS)));
}
