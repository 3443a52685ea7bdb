// Loaded by the quick suite: what its tests write goes into memory, where Linux has a folder of it
// with room. Its tests copy and delete thousands of files of PostgreSQL, after which ext4 looks long
// for places for new ones. The other suites, those of full and failing disks among them, use the disk.
import fs from 'node:fs';
import path from 'node:path';

const MEMORY = '/dev/shm';
const ROOM = 4 * 2 ** 30;
const NAME = 'ssd-extract-test-';

// the processes of the test files have it from the one that starts them
if (process.platform === 'linux' && process.env.TMPDIR === undefined && canWrite()) {
  removeAbandoned();
  if (hasRoom()) {
    const folder = fs.mkdtempSync(path.join(MEMORY, `${NAME}${process.pid}-`));
    process.env.TMPDIR = folder;
    process.on('exit', () => remove(folder));
  }
}

function canWrite() {
  try {
    fs.accessSync(MEMORY, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A suite that is interrupted ends without the event of its end. */
function removeAbandoned() {
  for (const name of fs.readdirSync(MEMORY)) {
    const [, pid] = new RegExp(`^${NAME}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !fs.existsSync(`/proc/${pid}`)) remove(path.join(MEMORY, name));
  }
}

function hasRoom() {
  const { bavail, bsize } = fs.statfsSync(MEMORY);
  return bavail * bsize >= ROOM;
}

function remove(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
}
