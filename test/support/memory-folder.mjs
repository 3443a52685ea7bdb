// Loaded by the quick suite: what its tests write goes into memory, where Linux has a folder of it
// with room. Its tests copy and delete thousands of files of PostgreSQL, after which ext4 looks long
// for places for new ones. The other suites, those of full and failing disks among them, use the disk.
import fs from 'node:fs';
import path from 'node:path';

const MEMORY = '/dev/shm';
const ROOM = 4 * 2 ** 30;

// the processes of the test files have it from the one that starts them
if (process.platform === 'linux' && process.env.TMPDIR === undefined && hasRoom()) {
  const folder = fs.mkdtempSync(path.join(MEMORY, 'ssd-extract-test-'));
  process.env.TMPDIR = folder;
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
}

function hasRoom() {
  try {
    fs.accessSync(MEMORY, fs.constants.W_OK);
    const { bavail, bsize } = fs.statfsSync(MEMORY);
    return bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}
