import { didYouMean } from '../problems/suggest.ts';
import type { YamlPath } from '../yaml/read.ts';
import { type Context, type Scope, isMap, report } from './context.ts';
import type { Condition, Rows, Value } from './language.ts';

/**
 * Values hold conditions (case), conditions hold values and rows (exists): the parsers reach what
 * they nest through this, so that their files do not import each other in a circle.
 */
export interface Grammar {
  value(node: Cursor): Value | undefined;
  conditions(node: Cursor): Condition[] | undefined;
  existsRows(node: Cursor): Rows | undefined;
}

/**
 * One place of a mapping file: what is written there, how a problem with it is reported, and which
 * aliases may be named there. `node.at('where').conditions()` parses what stands under `where`.
 * Parsers return undefined after a problem was reported.
 */
export class Cursor {
  readonly context: Context;
  readonly scope: Scope;
  readonly path: YamlPath;
  /** What is written here, as plain data; undefined where the file has nothing. */
  readonly raw: unknown;
  readonly #grammar: Grammar;

  constructor(
    grammar: Grammar,
    context: Context,
    place: { readonly scope?: Scope; readonly path?: YamlPath; readonly raw?: unknown },
  ) {
    this.#grammar = grammar;
    this.context = context;
    this.scope = place.scope ?? new Map();
    this.path = place.path ?? [];
    this.raw = place.raw;
  }

  /** The place under a key of a map or an index of a list. */
  at(key: string | number): Cursor {
    const { raw } = this;
    const inside = typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key);
    return this.#moved({
      raw: inside ? (raw as Record<PropertyKey, unknown>)[key] : undefined,
      path: [...this.path, key],
    });
  }

  /** The same place where other aliases are known. */
  within(scope: Scope): Cursor {
    return this.#moved({ scope });
  }

  /** The same place as if something else were written there. */
  reading(raw: unknown): Cursor {
    return this.#moved({ raw });
  }

  /** Whether a map that is written here has the key. */
  has(key: string): boolean {
    return isMap(this.raw) && key in this.raw;
  }

  get isMap(): boolean {
    return isMap(this.raw);
  }

  /** Whether there is anything in the map that is written here. */
  get isFilledMap(): boolean {
    return this.keys().length > 0;
  }

  keys(): string[] {
    return isMap(this.raw) ? Object.keys(this.raw) : [];
  }

  /** What stands under each key of a map; empty when this is no map. */
  entries(): [string, Cursor][] {
    return this.keys().map((key) => [key, this.at(key)]);
  }

  /** The items of a list; undefined when this is not a list. */
  items(): Cursor[] | undefined {
    return Array.isArray(this.raw) ? this.raw.map((_, index) => this.at(index)) : undefined;
  }

  /** The `$name` that is written here, without its `$`. */
  get parameterName(): string | undefined {
    return typeof this.raw === 'string' && this.raw.startsWith('$') ? this.raw.slice(1) : undefined;
  }

  fail(code: string, message: string, hint?: string): undefined {
    return report(this.context, this.path, code, message, hint);
  }

  /** Whether the map has no other keys than these; each stray is reported. */
  knowsOnly(known: readonly string[]): boolean {
    const strays = this.keys().filter((key) => !known.includes(key));
    for (const key of strays) {
      this.at(key).fail('unknown-key', `unknown key "${key}"`, didYouMean(key, known));
    }
    return strays.length === 0;
  }

  value(): Value | undefined {
    return this.#grammar.value(this);
  }

  /** One condition or a list of conditions, which must all hold. */
  conditions(): Condition[] | undefined {
    return this.#grammar.conditions(this);
  }

  existsRows(): Rows | undefined {
    return this.#grammar.existsRows(this);
  }

  #moved(place: { scope?: Scope; path?: YamlPath; raw?: unknown }): Cursor {
    return new Cursor(this.#grammar, this.context, {
      scope: this.scope,
      path: this.path,
      raw: this.raw,
      ...place,
    });
  }
}

/** The items, when every one of them could be parsed. */
export function everyOne<T>(items: readonly (T | undefined)[]): T[] | undefined {
  return items.every((item) => item !== undefined) ? [...items] : undefined;
}
