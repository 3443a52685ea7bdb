import fs from 'node:fs';
import path from 'node:path';
import {
  type Document,
  LineCounter,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseAllDocuments,
} from 'yaml';
import type { Location, Problem } from '../problems/problem.ts';

export type YamlPath = readonly PropertyKey[];

/** A parsed YAML file that can say where each of its values stands. */
export interface YamlFile {
  readonly file: string;
  /** The first document as plain data; undefined when the file could not be parsed. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /**
   * Where the value at a path stands, or its nearest parent that exists; `key: true` for the key of
   * a map's entry.
   */
  at(path: YamlPath, options?: { key?: boolean }): Location;
}

/**
 * A path as messages show it: relative to the working folder where it lies below it, with forward
 * slashes.
 */
export function showPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  const shown =
    relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
  return shown.split(path.sep).join('/');
}

/** Reads a YAML 1.2 file. A file that is missing or broken gives problems, never an exception. */
export function readYaml(file: string): YamlFile {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    const location = { file: showPath(file), line: 1, column: 1 };
    const code = (error as NodeJS.ErrnoException).code;
    const message =
      code === 'ENOENT'
        ? 'the file does not exist'
        : `the file cannot be read (${code ?? String(error)})`;
    return {
      file: location.file,
      value: undefined,
      problems: [{ severity: 'error', code: 'file-unreadable', message, at: location }],
      at: () => location,
    };
  }
  return parseYaml(text, file);
}

/** Parses YAML text; `file` is only used to say where. */
export function parseYaml(text: string, file: string): YamlFile {
  const shown = showPath(file);
  const lines = new LineCounter();
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    prettyErrors: false,
  });
  const place = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { file: shown, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const list = Array.isArray(documents) ? documents : [];
  // The first error is the cause; those behind it only follow from it.
  const [error, ...followers] = list.flatMap((document) => document.errors);
  const more = followers.length > 0 ? ` (and ${followers.length} more behind it)` : '';
  const problems: Problem[] = error
    ? [
        {
          severity: 'error',
          code: 'yaml-syntax',
          message: `not valid YAML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}${more}`,
          at: place(error.pos[0]),
          hint: hintFor(text, place(error.pos[0])),
        },
      ]
    : [];
  const document = list[0] as Document.Parsed | undefined;
  const value: unknown = problems.length === 0 ? (document?.toJS() ?? null) : undefined;
  return {
    file: shown,
    value,
    problems,
    at: (path, options) => locate(document, path, options?.key ?? false, place),
  };
}

/** The commonest slip in published files: an apostrophe inside single quotes ends them. */
function hintFor(text: string, at: Location): string | undefined {
  const line = text.split(/\r?\n/)[at.line - 1] ?? '';
  return /'[^']*'[^\s,}\]#]/.test(line)
    ? 'an apostrophe inside single quotes ends them: double it, or use double quotes'
    : undefined;
}

function locate(
  document: Document.Parsed | undefined,
  path: YamlPath,
  wantsKey: boolean,
  place: (offset: number) => Location,
): Location {
  if (!document) return place(0);
  for (let length = path.length; length >= 0; length--) {
    const part = path.slice(0, length);
    const offset = offsetOf(document, part, wantsKey || length < path.length);
    if (offset !== undefined) return place(offset);
  }
  return place(0);
}

function offsetOf(
  document: Document.Parsed,
  path: YamlPath,
  wantsKey: boolean,
): number | undefined {
  let node: unknown = document.contents;
  let key: unknown;
  for (const part of path) {
    // a key that is written as a number is found by its text too: as plain data every key is text
    const entry = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part))
      : undefined;
    key = entry?.key;
    node = isSeq(node) ? node.items[Number(part)] : entry?.value;
    if (isAlias(node)) node = node.resolve(document);
  }
  if (wantsKey && isNode(key) && key.range) return key.range[0];
  return isNode(node) && node.range ? node.range[0] : undefined;
}
