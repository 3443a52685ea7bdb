import type { Problem } from '../problems/problem.ts';
import type { PlainYaml, YamlPath } from '../yaml/read.ts';

/** Gathers what is wrong with one file; readers never throw. */
export interface Reporter {
  readonly yaml: PlainYaml;
  readonly problems: Problem[];
}

export function reportError(
  reporter: Reporter,
  path: YamlPath,
  code: string,
  message: string,
  hint?: string,
): undefined {
  return add(reporter, 'error', path, code, message, hint);
}

export function reportWarning(
  reporter: Reporter,
  path: YamlPath,
  code: string,
  message: string,
  hint?: string,
): undefined {
  return add(reporter, 'warning', path, code, message, hint);
}

function add(
  { yaml, problems }: Reporter,
  severity: Problem['severity'],
  path: YamlPath,
  code: string,
  message: string,
  hint?: string,
): undefined {
  problems.push({ severity, code, message, at: yaml.at(path), hint });
  return undefined;
}

export function isMap(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** The texts of a list; anything else in it is left out. */
export function textList(node: unknown): string[] {
  return Array.isArray(node) ? node.filter((item) => typeof item === 'string') : [];
}
