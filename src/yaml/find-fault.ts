import {
  type Document,
  Lexer,
  type Node,
  type YAMLMap,
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
} from 'yaml';

/** Something in a document that is not to be read any further. */
export interface DocumentFault {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
  readonly hint?: string;
}

/** Nobody nests this deep by hand. */
const MOST_LEVELS = 64;
const MOST_KEYS = 10_000;
const MOST_ALIASES = 200;
/** With everything that aliases stand for. */
const MOST_PARTS = 100_000;
const MOST_SIGNS = 600_000;
/** Characters below which a text is not counted first. */
const SMALL = 1_000_000;

/** Whether a text has so many parts that reading it would take minutes. */
export function isTooMuch(text: string): boolean {
  if (text.length < SMALL) return false;
  const lexemes = new Lexer().lex(text);
  for (let count = 0; count < MOST_SIGNS; count++) if (lexemes.next().done) return false;
  return true;
}

/**
 * The first thing in a document that is legal YAML and no file of ours: nested without end, maps of
 * countless keys, a key twice, aliases that multiply or lead back to themselves. Keys become the
 * texts that are written: `01` is not 1.
 */
export function findFault(document: Document.Parsed): DocumentFault | undefined {
  const todo: { node: unknown; level: number }[] = [{ node: document.contents, level: 0 }];
  let aliases = 0;
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { node, level } = next;
    if (!isNode(node)) continue;
    if (level > MOST_LEVELS) return at(node, 'too-deep', `nested more than ${MOST_LEVELS} deep`);
    if (isAlias(node) && ++aliases > MOST_ALIASES) {
      return at(node, 'too-many-aliases', `more than ${MOST_ALIASES} aliases (*name)`);
    }
    const fault = isMap(node) ? settleKeys(node) : undefined;
    if (fault) return fault;
    // the last one first, so that faults are found in the order of the file
    for (const child of childrenOf(node).reverse()) todo.push({ node: child, level: level + 1 });
  }
  return aliases > 0 ? findMultiplying(document) : undefined;
}

function childrenOf(node: Node): unknown[] {
  if (isMap(node)) return node.items.map((pair) => pair.value);
  return isSeq(node) ? [...node.items] : [];
}

function settleKeys(map: YAMLMap): DocumentFault | undefined {
  if (map.items.length > MOST_KEYS) {
    return at(map, 'too-many-keys', `a map of ${map.items.length.toLocaleString('en-GB')} keys`);
  }
  const seen = new Set<string>();
  for (const { key } of map.items) {
    if (!isScalar(key)) {
      return at(
        isNode(key) ? key : map,
        'yaml-syntax',
        'not valid YAML here: a key is a plain text',
      );
    }
    key.value = key.source ?? String(key.value);
    const name = key.value as string;
    if (seen.has(name)) {
      return at(key, 'yaml-syntax', `not valid YAML: the key "${name}" stands twice in this map`);
    }
    seen.add(name);
  }
  return undefined;
}

/**
 * Aliases of aliases grow like powers, one inside its own anchor never ends, and one without an
 * anchor is often a text that should be in quotes.
 */
function findMultiplying(document: Document.Parsed): DocumentFault | undefined {
  const targets = new Map<Alias, Node | undefined>();
  const open = new Set<Node>();
  let visited = 0;
  const targetOf = (alias: Alias): Node | undefined => {
    if (!targets.has(alias)) targets.set(alias, alias.resolve(document));
    return targets.get(alias);
  };
  const walk = (node: unknown): DocumentFault | undefined => {
    if (!isNode(node)) return undefined;
    if (++visited > MOST_PARTS) return at(node, 'too-many-aliases', 'aliases that multiply');
    const target = isAlias(node) ? targetOf(node) : node;
    if (!target) return noAnchor(node);
    if (open.has(target)) return at(node, 'endless-alias', 'an alias inside what it stands for');
    if (open.size > 2 * MOST_LEVELS) return at(node, 'too-deep', 'aliases nested too deep');
    open.add(target);
    for (const child of childrenOf(target)) {
      const fault = walk(child);
      if (fault) return fault;
    }
    open.delete(target);
    return undefined;
  };
  return walk(document.contents);
}

function noAnchor(node: Node): DocumentFault {
  return {
    code: 'yaml-syntax',
    message: 'not valid YAML: there is no anchor of that name before this alias',
    offset: node.range?.[0] ?? 0,
    hint: 'put a value that begins with * in quotes',
  };
}

function at(node: Node, code: string, message: string): DocumentFault {
  return {
    code,
    message,
    offset: node.range?.[0] ?? 0,
    ...(code === 'yaml-syntax' ? {} : { hint: 'no file of this program needs that' }),
  };
}
