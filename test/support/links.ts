import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Why links cannot be tried here: Windows wants a right for them, and Wine knows none. */
export const NO_LINKS: string | false = (() => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-links-'));
  const [file, link] = [path.join(dir, 'file'), path.join(dir, 'link')];
  try {
    fs.writeFileSync(file, '');
    fs.symlinkSync(file, link);
    return fs.lstatSync(link).isSymbolicLink() ? false : 'links are files here';
  } catch {
    return 'links cannot be made here';
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
})();
