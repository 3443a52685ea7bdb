import {
  type Document,
  type Pair,
  type YAMLMap,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
} from 'yaml';

export type YamlPath = readonly PropertyKey[];

/** Finds what stands at a path of a document whose keys are texts. */
export class Finder {
  readonly #document: Document.Parsed;
  readonly #entries = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

  constructor(document: Document.Parsed) {
    this.#document = document;
  }

  /** Offset of the value at a path or of its nearest parent that exists; or of the entry's key. */
  offsetOf(path: YamlPath, wantsKey: boolean): number {
    for (let length = path.length; length >= 0; length--) {
      const { key, node } = this.#walk(path.slice(0, length));
      const found = (wantsKey || length < path.length) && isNode(key) ? key : node;
      if (isNode(found) && found.range) return found.range[0];
    }
    return 0;
  }

  /**
   * A single value, or the key of an entry, as the file writes it, without its quotes; undefined
   * for anything else.
   */
  written(path: YamlPath, wantsKey: boolean): string | undefined {
    const { key, node } = this.#walk(path);
    const found = wantsKey ? key : node;
    return isScalar(found) ? (found.source ?? String(found.value)) : undefined;
  }

  #walk(path: YamlPath): { readonly key: unknown; readonly node: unknown } {
    let node: unknown = this.#document.contents;
    let key: unknown;
    for (const part of path) {
      const entry = isMap(node) ? this.#entriesOf(node).get(String(part)) : undefined;
      key = entry?.key;
      node = isSeq(node) ? node.items[Number(part)] : entry?.value;
      if (isAlias(node)) node = node.resolve(this.#document);
    }
    return { key, node };
  }

  /** Kept: a map of thousands of entries may be asked for the place of each. */
  #entriesOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#entries.get(map);
    if (known) return known;
    const entries = new Map(
      map.items.flatMap((pair) =>
        isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [],
      ),
    );
    this.#entries.set(map, entries);
    return entries;
  }
}
