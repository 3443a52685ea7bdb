import { type Body, type Node, childrenOf, nameOf, nodeOf, nodesIn } from './sql-tree.ts';

/** What is known of every column of a relation. */
type Columns<V> = (name: string) => V | undefined;

/** Where a query stands in the one around it. */
export type Place = 'statement' | 'with' | 'from' | 'expression' | 'exists';

export interface Reference {
  readonly alias: string;
  readonly column: string;
  /** How many queries further out the alias is; 0 in the query itself. */
  readonly depth: number;
  /** Where each of the queries passed on the way out stands. */
  readonly through: readonly Place[];
}

/** What a binder is to find out about each value of a statement. */
export interface Reading<V> {
  tableColumn(table: string, column: string): V;
  /** A column of a derived table, of what it is made of. */
  derivedColumn(value: V): V;
  unionColumn(left: V, right: V): V;
  /** Any other expression; `of` reads what it is made of. */
  expression(node: Node, of: (node: Node) => V): V;
  /** A parameter, or a name that no relation has. */
  name(name: string): V;
  onReference?(reference: Reference): void;
  onQuery?(query: SelectQuery<V>): void;
}

export interface SelectQuery<V> {
  readonly place: Place;
  readonly body: Body;
  readonly names: readonly string[];
  readonly values: readonly V[];
  readonly of: (node: Node) => V;
  /** The aliases of its own from and joins. */
  readonly aliases: ReadonlySet<string>;
}

interface Scope<V> {
  readonly relations: Map<string, Columns<V>>;
  readonly outer: Scope<V> | undefined;
  readonly place: Place;
}

interface Output<V> {
  readonly names: readonly string[];
  readonly values: readonly V[];
}

interface Around<V> {
  readonly outer: Scope<V> | undefined;
  readonly sets: ReadonlyMap<string, Columns<V>>;
  readonly place: Place;
}

/** Reads a statement as a database binds it: every name looked up from the inside out. */
export function bind<V>(statement: Node, reading: Reading<V>): void {
  readQuery(statement, reading, { outer: undefined, sets: new Map(), place: 'statement' });
}

function readQuery<V>(node: Node, reading: Reading<V>, around: Around<V>): Output<V> {
  const sets = readSets(node.body, reading, around);
  const within = { ...around, sets };
  switch (node.kind) {
    case 'select':
      return readSelect(node.body, reading, within);
    case 'union': {
      const [left, right] = [node.body['left'], node.body['right']].map((side) =>
        readQuery(required(side), reading, within),
      );
      if (!left || !right) throw new Error('a union of one');
      const values = left.values.map((value, index) =>
        reading.unionColumn(value, right.values[index] ?? value),
      );
      return { names: left.names, values };
    }
    case 'subquery':
    case 'paren':
      return readQuery(required(node.body['this']), reading, within);
    default:
      throw new Error(`not a query: ${node.kind}`);
  }
}

function readSets<V>(
  body: Body,
  reading: Reading<V>,
  { sets }: Around<V>,
): ReadonlyMap<string, Columns<V>> {
  const known = new Map(sets);
  const { ctes = [] } = (body['with'] ?? {}) as { ctes?: Body[] };
  for (const { alias, this: query } of ctes) {
    const output = readQuery(required(query), reading, {
      outer: undefined,
      sets: known,
      place: 'with',
    });
    known.set(nameOf(alias) ?? '', derived(output, reading));
  }
  return known;
}

function derived<V>({ names, values }: Output<V>, reading: Reading<V>): Columns<V> {
  const columns = new Map(names.map((name, index) => [name, values[index]]));
  return (name) => {
    const value = columns.get(name);
    return value === undefined ? undefined : reading.derivedColumn(value);
  };
}

function readSelect<V>(body: Body, reading: Reading<V>, around: Around<V>): Output<V> {
  const scope: Scope<V> = { relations: new Map(), outer: around.outer, place: around.place };
  const of = (node: Node): V => readValue(node, reading, { ...around, outer: scope });
  const from = (body['from'] ?? {}) as { expressions?: unknown[] };
  const joins = (body['joins'] ?? []) as Body[];
  for (const relation of [...(from.expressions ?? []), ...joins.map((join) => join['this'])]) {
    const [alias, columns] = readRelation(required(relation), reading, around);
    scope.relations.set(alias, columns);
  }
  for (const join of joins) nodesIn(join['on']).forEach(of);
  const items = ((body['expressions'] ?? []) as unknown[]).map(required);
  const output = items.map((item) => {
    const made = item.kind === 'alias' ? required(item.body['this']) : item;
    const name = nameOf(item.kind === 'alias' ? item.body['alias'] : item.body['name']) ?? '';
    return { name, value: of(made) };
  });
  for (const part of ['where_clause', 'group_by', 'having', 'order_by']) {
    nodesIn(body[part]).forEach(of);
  }
  const names = output.map(({ name }) => name);
  const values = output.map(({ value }) => value);
  const aliases = new Set(scope.relations.keys());
  reading.onQuery?.({ place: around.place, body, names, values, of, aliases });
  return { names, values };
}

function readRelation<V>(
  { kind, body }: Node,
  reading: Reading<V>,
  around: Around<V>,
): [alias: string, columns: Columns<V>] {
  const alias = nameOf(body['alias']) ?? nameOf(body['name']) ?? '';
  if (kind === 'subquery') {
    const output = readQuery(required(body['this']), reading, { ...around, place: 'from' });
    return [alias, derived(output, reading)];
  }
  if (kind !== 'table') throw new Error(`not a relation: ${kind}`);
  const name = nameOf(body['name']) ?? '';
  const set = body['schema'] === null ? around.sets.get(name) : undefined;
  return [alias, set ?? ((column) => reading.tableColumn(name, column))];
}

function readValue<V>(node: Node, reading: Reading<V>, around: Around<V>): V {
  if (node.kind === 'column') return readColumn(node.body, reading, around.outer);
  const query = queryIn(node);
  const of = (child: Node): V => readValue(child, reading, around);
  if (!query) return reading.expression(node, of);
  const place = node.kind === 'exists' ? 'exists' : 'expression';
  const [first] = readQuery(query, reading, { ...around, place }).values;
  if (first === undefined) throw new Error('a query without a column');
  if (node.kind === 'exists') return reading.expression({ kind: 'exists', body: {} }, of);
  if (node.kind !== 'in') return first;
  return reading.expression(
    { kind: 'in', body: { this: node.body['this'], found: { found: {} } } },
    (child) => (child.kind === 'found' ? first : of(child)),
  );
}

/** The query that an `exists`, an `in` or brackets hold. */
function queryIn({ kind, body }: Node): Node | undefined {
  const held = nodeOf(kind === 'in' ? body['query'] : body['this']);
  if (kind === 'subquery') return held;
  return held && ['exists', 'in', 'paren'].includes(kind) && QUERIES.has(held.kind)
    ? held
    : undefined;
}

const QUERIES = new Set(['select', 'union', 'subquery']);

function readColumn<V>(body: Body, reading: Reading<V>, scope: Scope<V> | undefined): V {
  const [alias, column] = [nameOf(body['table']), nameOf(body['name']) ?? ''];
  const through: Place[] = [];
  for (let at = scope; at; at = at.outer) {
    const found = alias === undefined ? [...at.relations.keys()][0] : alias;
    const value =
      alias === undefined && column.startsWith('@')
        ? undefined
        : at.relations.get(found ?? '')?.(column);
    if (value !== undefined) {
      reading.onReference?.({ alias: found ?? '', column, depth: through.length, through });
      return value;
    }
    through.push(at.place);
  }
  if (alias !== undefined) throw new Error(`nothing is named ${alias}.${column}`);
  return reading.name(column);
}

function required(value: unknown): Node {
  const node = nodeOf(value);
  if (!node) throw new Error(`not a node: ${JSON.stringify(value).slice(0, 200)}`);
  return node;
}

/** What most expressions are to a reading: their parts are read, and they are nothing of note. */
export function readParts<V>(node: Node, of: (node: Node) => V): V[] {
  return childrenOf(node)
    .filter(({ kind }) => kind !== 'data_type')
    .map(of);
}
