import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../root.ts';
import { writeBillOfMaterials } from './dependencies.ts';
import { type Entry, checksums, entriesFrom, inOrder } from './entries.ts';
import { licencePage } from './licences.ts';
import type { Platform } from './platforms.ts';

/** What the archive takes from the checkout as it is; `dist` was compiled before. */
const TAKEN = [
  ...['dist', 'data', 'docs', 'sql'],
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
];

/** Files of `config/` that only the containers of a checkout use. */
const OF_CONTAINERS = /^container\./;

/** Packages that bring Node, which goes into a place of its own; and what is npm's own. */
const NOT_DEPENDENCIES = /^(?:node-|\.)/;

/** For those who compile against a package, or debug it: half of all files. */
const OF_DEVELOPERS = /\.(?:map|[cm]?ts)$/;

/**
 * What an archive holds, in order.
 * @param installed the folder that the platform's dependencies were installed into
 * @param nodeLicence the text that Node is given out under
 */
export function contents(
  installed: string,
  platform: Platform,
  nodeLicence: string,
): readonly Entry[] {
  const packages = path.join(installed, 'node_modules');
  const bill = path.join(installed, 'sbom.cdx.json');
  const components = writeBillOfMaterials(installed, bill);
  const entries = inOrder([
    ...[...TAKEN, 'LICENSE'].flatMap((name) => entriesFrom(path.join(ROOT, name), name)),
    ...fs
      .readdirSync(path.join(ROOT, 'config'))
      .filter((name) => !OF_CONTAINERS.test(name))
      .flatMap((name) => entriesFrom(path.join(ROOT, 'config', name), `config/${name}`)),
    ...fs
      .readdirSync(packages)
      .filter((name) => !NOT_DEPENDENCIES.test(name))
      .flatMap((name) => entriesFrom(path.join(packages, name), `node_modules/${name}`))
      .filter(({ name }) => !OF_DEVELOPERS.test(name)),
    ...entriesFrom(bill, 'sbom.cdx.json'),
    {
      name: platform.nodeInArchive,
      content: { file: path.join(packages, platform.nodePackage, platform.nodeBinary) },
      program: true,
    },
    { name: platform.launcher.name, content: { text: platform.launcher.text }, program: true },
    { name: 'package.json', content: { text: reducedPackage() } },
    {
      name: 'THIRD-PARTY-LICENCES.txt',
      content: { text: licencePage(components, nodeLicence) },
    },
  ]);
  return inOrder([...entries, { name: 'SHA256SUMS', content: { text: checksums(entries) } }]);
}

/** What the program reads of its `package.json`, and who it is. */
function reducedPackage(): string {
  const { name, version, description, license, type } = JSON.parse(
    fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  return `${JSON.stringify({ name, version, description, license, type }, null, 2)}\n`;
}
