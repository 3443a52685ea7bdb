/** For `node --import`: at its end a process lists the packages it loaded in a file. */
import fs from 'node:fs';
import { registerHooks } from 'node:module';

const file = process.env['SSD_TEST_LOADED'];
const packages = new Set();
registerHooks({
  load(url, context, next) {
    const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
    if (name !== undefined) packages.add(name);
    return next(url, context);
  },
});
process.on('exit', () => {
  if (file !== undefined) fs.writeFileSync(file, JSON.stringify([...packages].sort()));
});
