// Longer than most: what `codes` of a site file may say is read here in one piece, and its
// mistakes with it.
import { type Problem, showLocation } from '../problems/problem.ts';
import { didYouMean, suggest } from '../problems/suggest.ts';
import type { Spec } from '../spec/model.ts';
import type { PlainYaml, YamlPath } from '../yaml/read.ts';
import { type CodeBook, type Crosswalk, codeBook } from './code-book.ts';
import { type CodeSet, fold } from './code-set.ts';

/** `codes` of a site file as it stands: a word, or a map. */
export type CodesSetting = string | Readonly<Record<string, unknown>>;

export interface SiteCodes {
  /** By object; none where cells stay as the CMS holds them. */
  readonly books: ReadonlyMap<string, readonly CodeBook[]>;
  /** The authority's own, by set or field, for the manifest. */
  readonly crosswalk: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What no crosswalk knows may be listed by its text. */
  readonly listUnmapped: boolean;
  readonly problems: readonly Problem[];
}

/** Keys beside the sets and fields. */
const OWN_KEYS = ['use', 'list_unmapped'];
const USES = ['national', 'as_held'];

/** Whether cells are to be national codes: a crosswalk says so by being there. */
export function usesNational(setting: CodesSetting | undefined): boolean {
  if (setting === undefined || typeof setting === 'string') return setting === 'national';
  return setting['use'] !== 'as_held';
}

interface Given {
  readonly sets: ReadonlyMap<string, CodeSet>;
  readonly spec: Spec;
  readonly setting: CodesSetting | undefined;
  readonly yaml: PlainYaml | undefined;
}

/** Reads `codes` of a site file; every mistake has its place in it. */
export function readSiteCodes({ sets, spec, setting, yaml }: Given): SiteCodes {
  const reader = new Reader(sets, spec, yaml);
  const map = typeof setting === 'object' ? setting : {};
  const walks = reader.crosswalks(map);
  if (typeof setting === 'string') reader.use(setting, ['codes']);
  return {
    books: usesNational(setting) ? booksOf(sets, spec, walks) : new Map(),
    crosswalk: reader.written,
    listUnmapped: reader.flag(map),
    problems: reader.problems,
  };
}

function booksOf(
  sets: ReadonlyMap<string, CodeSet>,
  spec: Spec,
  walks: ReadonlyMap<string, Crosswalk>,
): ReadonlyMap<string, readonly CodeBook[]> {
  const books = [...sets.values()].flatMap((set) =>
    set.fields.map((place) => {
      const [, field = ''] = place.split('.');
      const own = [walks.get(set.name), walks.get(field)].filter((walk) => walk !== undefined);
      return codeBook(set, place, ...own);
    }),
  );
  const objects = spec.objects.map(({ name }) => name);
  return new Map(
    objects.flatMap((name) => {
      const found = books.filter(({ object }) => object === name);
      return found.length > 0 ? [[name, found] as const] : [];
    }),
  );
}

class Reader {
  readonly problems: Problem[] = [];
  readonly written: Record<string, Record<string, string>> = {};
  readonly #sets: ReadonlyMap<string, CodeSet>;
  readonly #spec: Spec;
  readonly #yaml: PlainYaml | undefined;

  constructor(sets: ReadonlyMap<string, CodeSet>, spec: Spec, yaml: PlainYaml | undefined) {
    this.#sets = sets;
    this.#spec = spec;
    this.#yaml = yaml;
  }

  use(value: unknown, path: YamlPath): void {
    if (typeof value === 'string' && USES.includes(value)) return;
    const hint = typeof value === 'string' ? suggest(value, USES) : undefined;
    this.#refuse(path, 'bad-codes', 'codes are national or as_held', {
      hint: hint === undefined ? undefined : `did you mean "${hint}"?`,
    });
  }

  flag(map: Readonly<Record<string, unknown>>): boolean {
    const { list_unmapped: value = false } = map;
    if (typeof value === 'boolean') return value;
    this.#refuse(['codes', 'list_unmapped'], 'bad-codes', 'list_unmapped is true or false');
    return false;
  }

  /** By set or field, what each crosswalk maps. */
  crosswalks(map: Readonly<Record<string, unknown>>): ReadonlyMap<string, Crosswalk> {
    if ('use' in map) this.use(map['use'], ['codes', 'use']);
    const walks = new Map<string, Crosswalk>();
    for (const [name, node] of Object.entries(map)) {
      if (OWN_KEYS.includes(name)) continue;
      const set = this.#setOf(name);
      if (!set) continue;
      if (isMap(node)) {
        walks.set(name, this.#crosswalk(name, set, node));
      } else {
        this.#refuse(['codes', name], 'bad-codes', `the crosswalk of ${name} is a map`, {
          hint: 'of what your forms say to a code: {"Sch - Primary": 2A}',
        });
      }
    }
    return walks;
  }

  /** A set by its name, or by the name of a field that holds it. */
  #setOf(name: string): CodeSet | undefined {
    const set = this.#sets.get(name);
    if (set) return set;
    const fields = new Map(
      [...this.#sets.values()].flatMap((coded) =>
        coded.fields.map((place) => [place.split('.')[1] ?? '', coded] as const),
      ),
    );
    const ofField = fields.get(name);
    if (ofField) return ofField;
    const isField = this.#spec.objects.some((object) =>
      object.fields.some((field) => field.name === name),
    );
    const options = { key: true, hint: didYouMean(name, [...this.#sets.keys(), ...OWN_KEYS]) };
    if (isField) {
      this.#refuse(['codes', name], 'not-coded', `${name} holds no national code`, {
        ...options,
        hint: 'docs/codes.md lists the coded fields; an override changes any other',
      });
    } else {
      this.#refuse(['codes', name], 'unknown-code-set', `there is no code set "${name}"`, options);
    }
    return undefined;
  }

  #crosswalk(name: string, set: CodeSet, node: Readonly<Record<string, unknown>>): Crosswalk {
    const walk = new Map<string, string>();
    const texts: Record<string, string> = {};
    const places = new Map<string, YamlPath>();
    for (const key of Object.keys(node)) {
      const path = ['codes', name, key];
      const text = this.#yaml?.written(path, { key: true }) ?? key;
      const before = places.get(fold(text));
      if (before) this.#refuseSecond(path, text, before);
      places.set(fold(text), path);
      const code = this.#code(path, set, node[key]);
      if (code === undefined) continue;
      walk.set(fold(text), code);
      texts[text] = code;
    }
    this.written[name] = texts;
    return walk;
  }

  #refuseSecond(path: YamlPath, text: string, before: YamlPath): void {
    const at = this.#yaml?.at(before, { key: true });
    this.#refuse(path, 'mapped-twice', `"${text}" is mapped twice`, {
      key: true,
      hint: `case and trailing blanks make no difference${at ? `: see ${showLocation(at)}` : ''}`,
    });
  }

  /** Undefined for what is left open: nothing, or a proposal with its question mark. */
  #code(path: YamlPath, set: CodeSet, value: unknown): string | undefined {
    if (value === null) return undefined;
    const written = isMap(value) || Array.isArray(value) ? undefined : this.#written(path, value);
    if (written === undefined) {
      this.#refuse(path, 'bad-codes', 'a crosswalk gives each text one code');
      return undefined;
    }
    const proposal = written.endsWith('?');
    const asked = fold(proposal ? written.slice(0, -1) : written);
    const code = [...set.codes.keys()].find((known) => fold(known) === asked);
    if (code === undefined) {
      this.#refuse(path, 'not-in-set', `"${written}" is no code of ${set.name}`, {
        hint: didYouMean(asked, [...set.codes.keys()]),
      });
    }
    return proposal ? undefined : code;
  }

  #written(path: YamlPath, value: unknown): string {
    return this.#yaml?.written(path) ?? String(value);
  }

  #refuse(
    path: YamlPath,
    code: string,
    message: string,
    options: { readonly hint?: string | undefined; readonly key?: boolean } = {},
  ): void {
    const at = this.#yaml?.at(path, { key: options.key ?? false });
    this.problems.push({ severity: 'error', code, message, hint: options.hint, at });
  }
}

function isMap(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
