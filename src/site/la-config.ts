import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { type YamlFile, type YamlPath, readYaml, showPath } from '../yaml/read.ts';

/**
 * A published configuration of one authority for the national script (`<number>_<name>.yml`).
 * Everything below its number is read as it stands.
 */
export interface LaConfig {
  readonly yaml: YamlFile;
  /**
   * The value at a path below the authority's number; undefined when it is missing, null or a
   * placeholder such as `<null>`.
   */
  get(...path: string[]): unknown;
  /** The same path, whole, for `yaml.at`. */
  path(...path: YamlPath): YamlPath;
}

/**
 * Reads such a file.
 * @throws ConfigError with file and line when it is not valid YAML, is something else, or is a
 * template that nobody filled in.
 */
export function readLaConfig(file: string): LaConfig {
  const yaml = readYaml(file);
  const refuse = (problems: readonly Problem[]): ConfigError =>
    new ConfigError({
      code: 'bad-la-config',
      message: `the configuration ${showPath(file)} cannot be read`,
      problems,
    });
  if (yaml.problems.length > 0) throw refuse(yaml.problems);
  const roots = isMap(yaml.value) ? Object.entries(yaml.value) : [];
  const [root] = roots;
  if (!root || roots.length !== 1 || !isMap(root[1]) || !('la_name' in root[1])) {
    throw refuse([
      {
        severity: 'error',
        code: 'no-la-config',
        message: 'this is no configuration of an authority',
        at: yaml.at([]),
        hint: 'it has one key, the number of the authority, with la_code, la_name, deployment_system and settings below it',
      },
    ]);
  }
  const [number, settings] = root;
  if (isPlaceholder(number) || isPlaceholder(settings['la_name'])) {
    throw refuse([
      {
        severity: 'error',
        code: 'template',
        message: 'this is the template: nobody has filled it in',
        at: yaml.at(isPlaceholder(number) ? [number] : [number, 'la_name'], { key: true }),
        hint: 'replace what stands in <angle brackets>, or import the file of an authority',
      },
    ]);
  }
  return {
    yaml,
    get: (...path) => {
      const value = path.reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), settings);
      return value === null || isPlaceholder(value) ? undefined : value;
    },
    path: (...path) => [number, ...path],
  };
}

export function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && /^<[^>]*>$/.test(value.trim());
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
