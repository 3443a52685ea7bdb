import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Problem } from '../problems/problem.ts';
import { FileFault, readTextFile } from '../files/read-file.ts';
import { readYaml } from '../yaml/read.ts';
import { crossCheck } from './cross-check.ts';
import { type SpecFiles, findSpecFiles } from './find-files.ts';
import type { Category, Spec, SpecObject } from './model.ts';
import { readCategory } from './read-category.ts';
import { readObjects } from './read-object.ts';
import { readRelationships } from './read-relationships.ts';
import { checkValidatorsFile } from './read-validators-file.ts';
import type { Reporter } from './reporter.ts';

/**
 * Loads a spec folder: our edition, or the published one as it is. A broken file stops only what
 * depends on it; everything wrong is in `problems`.
 * @throws ConfigError when the folder is missing or holds no object file.
 */
export function loadSpec(dir: string): Spec {
  const files = findSpecFiles(dir);
  const core: Problem[] = [];
  const aside: Problem[] = [];
  const broken: string[] = [];
  const read = <T>(file: string, problems: Problem[], reader: (reporter: Reporter) => T): T => {
    const yaml = readYaml(file);
    problems.push(...yaml.problems);
    if (yaml.problems.length > 0) broken.push(file);
    return reader({ yaml, problems });
  };
  const objects = withoutDuplicates(
    files.objects.flatMap((file) => read(file, core, readObjects)),
    core,
  );
  const categories = new Map(
    files.categories
      .map((file) => read(file, aside, readCategory))
      .filter((category): category is Category => category !== undefined)
      .map((category) => [category.id, category]),
  );
  const relationships =
    files.relationships === undefined ? [] : read(files.relationships, core, readRelationships);
  if (files.validators !== undefined) read(files.validators, core, checkValidatorsFile);
  for (const file of files.others) read(file, aside, () => undefined);
  const spec = { dir, version: versionOf(dir, files), objects, categories, relationships };
  core.push(...crossCheck(spec, broken));
  return {
    ...spec,
    problems: [...core, ...aside],
    blocking: core.filter((problem) => problem.severity === 'error'),
  };
}

/** File names do not tell capitals apart. */
function withoutDuplicates(objects: readonly SpecObject[], problems: Problem[]): SpecObject[] {
  const first = new Map<string, SpecObject>();
  for (const object of objects) {
    const other = first.get(object.name.toLowerCase());
    if (!other) {
      first.set(object.name.toLowerCase(), object);
    } else {
      problems.push({
        severity: 'error',
        code: 'duplicate-object',
        message: `the object ${object.name} is defined twice, first in ${other.at.file}:${other.at.line}`,
        at: object.at,
      });
    }
  }
  return [...first.values()];
}

/** Sixteen hexadecimal digits over names and contents, whatever the line ends. */
function versionOf(dir: string, files: SpecFiles): string {
  const hash = createHash('sha256');
  const all = [...files.objects, ...files.categories, files.relationships, files.validators].filter(
    (file) => file !== undefined,
  );
  for (const file of all.sort()) {
    hash.update(path.relative(dir, file).split(path.sep).join('/'));
    hash.update(textOf(file).replaceAll('\r\n', '\n'));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Nothing where a file cannot be read: its problem is told, and what it holds is in no run. */
function textOf(file: string): string {
  try {
    return readTextFile(file);
  } catch (error) {
    if (error instanceof FileFault) return '';
    throw error;
  }
}
