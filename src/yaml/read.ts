import path from 'node:path';
import { type Document, LineCounter, isScalar, parseAllDocuments } from 'yaml';
import { FileFault, readTextFile } from '../files/read-file.ts';
import type { Location, Problem } from '../problems/problem.ts';
import { explainSyntax } from './explain-syntax.ts';
import { findFault, isTooMuch } from './find-fault.ts';
import { Finder, type YamlPath } from './locate.ts';

export type { YamlPath } from './locate.ts';

/** A parsed YAML file that can say where each of its values stands. */
export interface YamlFile {
  readonly file: string;
  /** The document as plain data, null when it is empty; undefined when it cannot be read. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /**
   * Where the value at a path stands, or its nearest parent that exists; `key: true` for the key of
   * a map's entry.
   */
  at(path: YamlPath, options?: { key?: boolean }): Location;
}

/** A file as it stands on the disk, not laid over by another. */
export interface PlainYaml extends YamlFile {
  /**
   * A single value as the file writes it, without its quotes: `01` and `1e3` are the codes that
   * they look like, whatever number YAML reads; `key: true` for the key of a map's entry.
   * Undefined for a list, a map, or nothing.
   */
  written(path: YamlPath, options?: { key?: boolean }): string | undefined;
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

/** What was parsed last of each file: parsing is slow, and a profile is read more than once. */
const parsedOf = new Map<string, { readonly text: string; readonly yaml: PlainYaml }>();

/**
 * Reads a YAML 1.2 file. A file that is missing or broken gives problems, never an exception. The
 * same text gives the same value again: nobody may change it.
 */
export function readYaml(file: string): PlainYaml {
  try {
    const text = readTextFile(file);
    const last = parsedOf.get(file);
    if (last?.text === text && last.yaml.file === showPath(file)) return last.yaml;
    const yaml = parseYaml(text, file);
    parsedOf.set(file, { text, yaml });
    return yaml;
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const { message, hint } = error;
    return refused(file, { code: 'file-unreadable', message, hint });
  }
}

/** Parses YAML text; `file` is only used to say where. */
export function parseYaml(text: string, file: string): PlainYaml {
  if (isTooMuch(text)) {
    return refused(file, {
      code: 'too-large',
      message: 'the file has more parts than anybody writes',
    });
  }
  const source = text.replace(/^\uFEFF/, '');
  const lines = new LineCounter();
  const parsed = parseAllDocuments(source, {
    lineCounter: lines,
    prettyErrors: false,
    // its own check takes minutes for long maps: findFault does it
    uniqueKeys: false,
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  const shown = showPath(file);
  const place = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { file: shown, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const filled = documents.filter((document) => !isEmpty(document));
  const document = filled[0] ?? documents[0];
  const problem =
    syntaxProblem(documents, source, place) ??
    secondDocument(filled, place) ??
    (document && documentProblem(document, place));
  if (!document || problem) {
    return {
      file: shown,
      value: problem ? undefined : null,
      problems: problem ? [problem] : [],
      at: () => problem?.at ?? place(0),
      written: () => undefined,
    };
  }
  const finder = new Finder(document);
  return {
    file: shown,
    value: document.toJS({ maxAliasCount: -1 }) ?? null,
    problems: [],
    at: (path, options) => place(finder.offsetOf(path, options?.key ?? false)),
    written: (path, options) => finder.written(path, options?.key ?? false),
  };
}

function refused(file: string, facts: Omit<Problem, 'severity' | 'at'>): PlainYaml {
  const at = { file: showPath(file), line: 1, column: 1 };
  return {
    file: at.file,
    value: undefined,
    problems: [{ severity: 'error', at, ...facts }],
    at: () => at,
    written: () => undefined,
  };
}

/** Nothing but markers and comments. */
function isEmpty({ contents }: Document.Parsed): boolean {
  return contents === null || (isScalar(contents) && contents.source === '' && !contents.tag);
}

type Place = (offset: number) => Location;

function syntaxProblem(
  documents: readonly Document.Parsed[],
  source: string,
  place: Place,
): Problem | undefined {
  // the first error is the cause; those behind it only follow from it
  const [error, ...followers] = documents.flatMap((document) => document.errors);
  if (!error) return undefined;
  const at = place(error.pos[0]);
  const more = followers.length > 0 ? ` (and ${followers.length} more behind it)` : '';
  return {
    severity: 'error',
    code: error.code === 'RESOURCE_EXHAUSTION' ? 'too-deep' : 'yaml-syntax',
    message:
      error.code === 'RESOURCE_EXHAUSTION'
        ? 'nested too deep'
        : `not valid YAML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}${more}`,
    at,
    hint: explainSyntax(error, source.split(/\r?\n/)[at.line - 1] ?? ''),
  };
}

/** What stands in a second document would be dropped without a word. */
function secondDocument(filled: readonly Document.Parsed[], place: Place): Problem | undefined {
  const second = filled[1];
  if (!second) return undefined;
  return {
    severity: 'error',
    code: 'second-document',
    message: 'a second YAML document begins here, and a file holds one',
    at: place(second.range[0]),
    hint: 'remove the line ---, or put what follows it into a file of its own',
  };
}

function documentProblem(document: Document.Parsed, place: Place): Problem | undefined {
  const fault = findFault(document);
  if (!fault) return undefined;
  const { code, message, offset, hint } = fault;
  return { severity: 'error', code, message, at: place(offset), hint };
}
