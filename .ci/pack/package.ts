import fs from 'node:fs';
import path from 'node:path';
import { contents } from './archive/contents.ts';
import { installDependencies } from './archive/dependencies.ts';
import { type Entry, checksums } from './archive/entries.ts';
import { pack } from './archive/pack.ts';
import { PLATFORMS } from './archive/platforms.ts';
import { ROOT } from './root.ts';

// Makes an archive for each platform in release/: unzip and run, without npm and internet.

const RELEASE = path.join(ROOT, 'release');
const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
};

fs.rmSync(RELEASE, { recursive: true, force: true });
const work = path.join(RELEASE, 'work');
const installedFor = (name: string): string => path.join(work, name);

for (const platform of PLATFORMS) installDependencies(installedFor(platform.name), platform);

/** Only one of the packages that bring Node brings its licence; they are of one version. */
function licenceOfNode(): string {
  const packages = PLATFORMS.map(({ name, nodePackage }) =>
    path.join(installedFor(name), 'node_modules', nodePackage),
  );
  const versions = packages.map((folder) => {
    const text = fs.readFileSync(path.join(folder, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  });
  const file = packages
    .map((folder) => path.join(folder, 'LICENSE'))
    .find((name) => fs.existsSync(name));
  if (file === undefined || new Set(versions).size > 1) {
    throw new Error(`no licence of Node for versions ${versions.join(', ')}`);
  }
  return fs.readFileSync(file, 'utf8');
}

const nodeLicence = licenceOfNode();
const made: Entry[] = [];
for (const platform of PLATFORMS) {
  const folder = `ssd-extract-${version}-${platform.name}`;
  const name = `${folder}.${platform.format}`;
  const file = path.join(RELEASE, name);
  await pack(contents(installedFor(platform.name), platform, nodeLicence), folder, file, platform);
  made.push({ name, content: { file } });
  console.log(path.join('release', name));
}
fs.writeFileSync(path.join(RELEASE, 'SHA256SUMS'), checksums(made));
fs.rmSync(work, { recursive: true });
