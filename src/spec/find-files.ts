import fs from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';

/** The files of a spec folder, whichever of its published layouts it has. */
export interface SpecFiles {
  readonly objects: readonly string[];
  readonly relationships?: string | undefined;
  readonly validators?: string | undefined;
  readonly categories: readonly string[];
  /** Part of the published folder and not needed here: only reported when broken. */
  readonly others: readonly string[];
}

/**
 * `objects/`, `categories/` and `validators.yml`, their published names with `__future_release`, or
 * a folder that holds the object files itself.
 * @throws ConfigError when there is no such folder or no object file in it.
 */
export function findSpecFiles(dir: string): SpecFiles {
  const top = list(dir);
  if (!top) {
    throw new ConfigError({
      code: 'no-spec',
      message: `there is no spec folder at ${showPath(dir)}`,
      hint: 'name a folder with objects/ssd_*.yml',
    });
  }
  const objectsDir = top.some((entry) => entry.isDirectory() && entry.name === 'objects')
    ? path.join(dir, 'objects')
    : dir;
  const objectFiles = (list(objectsDir) ?? [])
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => path.join(objectsDir, entry.name))
    .sort();
  const objects = objectFiles.filter((file) => path.basename(file).startsWith('ssd_'));
  if (objects.length === 0) {
    throw new ConfigError({
      code: 'no-spec',
      message: `no object file ssd_*.yml in ${showPath(objectsDir)}`,
      hint: 'name a folder with objects/ssd_*.yml',
    });
  }
  const named = (stem: string): string | undefined =>
    top
      .map((entry) => entry.name)
      .find((name) => new RegExp(`^${stem}(__\\w+)?(\\.ya?ml)?$`).test(name));
  const categories = named('categories');
  const validators = named('validators');
  const relationships = objectFiles.find((file) =>
    /^relationships\.ya?ml$/.test(path.basename(file)),
  );
  return {
    objects,
    relationships,
    validators: validators && path.join(dir, validators),
    categories: categories ? filesBelow(path.join(dir, categories)) : [],
    others: [named('datatypes'), named('workflow')]
      .filter((name) => name !== undefined)
      .map((name) => path.join(dir, name)),
  };
}

function list(dir: string): fs.Dirent[] | undefined {
  try {
    return fs.readdirSync(dir, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

/** Published category files come with and without an ending, some in a sub-folder. */
function filesBelow(dir: string): string[] {
  return (list(dir) ?? [])
    .flatMap((entry) => {
      const at = path.join(dir, entry.name);
      if (entry.isDirectory()) return filesBelow(at);
      return /\.ya?ml$/.test(entry.name) || path.extname(entry.name) === '' ? [at] : [];
    })
    .sort();
}
