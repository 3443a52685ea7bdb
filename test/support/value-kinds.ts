import { type Reading, readParts } from './sql-binder.ts';
import { type Node, nodesIn } from './sql-tree.ts';

/** What Oracle tells apart where it does not convert: ORA-00932 where two of them meet. */
export type Kind = 'text' | 'number' | 'date' | 'bytes' | 'clob' | 'any';

export type KindOfColumn = (table: string, column: string) => Kind;

const RESULTS: Readonly<Record<string, Kind>> = {
  ...kinds('text', 'upper lower trim rtrim ltrim substring replace regexp_replace to_char concat'),
  ...kinds('text', 'translate chr rpad lpad rawtohex'),
  ...kinds('number', 'count sum add sub mul div mod_func floor neg length to_number extract'),
  ...kinds('number', 'to_binary_double str_position abs round log row_number'),
  ...kinds('date', 'to_date add_months last_day'),
  ...kinds('bytes', 'nlssort standard_hash'),
};
/** Whose parts have to be of one kind, which is that of the whole. */
const SAME = new Set(['coalesce', 'greatest', 'least', 'nullif']);
const COMPARES = new Set(['eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in']);
/** What gives the kind of its first part. */
const KEEPS = new Set(['paren', 'max', 'min', 'window_function', 'alias', 'trunc']);

function kinds(kind: Kind, names: string): Record<string, Kind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}

/** The kinds of the values of an Oracle query, and where two different ones meet. */
export class Kinds implements Reading<Kind> {
  readonly found = new Set<string>();
  readonly #kindOfColumn: KindOfColumn;

  constructor(kindOfColumn: KindOfColumn) {
    this.#kindOfColumn = kindOfColumn;
  }

  tableColumn(table: string, column: string): Kind {
    return this.#kindOfColumn(table, column);
  }

  derivedColumn(kind: Kind): Kind {
    return kind;
  }

  unionColumn(left: Kind, right: Kind): Kind {
    return this.#same([left, right], 'union');
  }

  name(): Kind {
    return 'any';
  }

  expression(node: Node, of: (node: Node) => Kind): Kind {
    const name = node.kind === 'function' ? String(node.body['name']).toLowerCase() : node.kind;
    if (name === 'literal') {
      return String(node.body['literal_type']).includes('string') ? 'text' : 'number';
    }
    if (name === 'case') return this.#case(node, of);
    if (name === 'cast') return this.#cast(node, of);
    const parts = readParts(node, of);
    if (SAME.has(name)) return this.#same(parts, name);
    if (COMPARES.has(name)) this.#same(parts, name);
    if (parts.includes('clob') && name !== 'is_null') this.found.add(`a CLOB in ${name}`);
    // a date less a date is a number of days, a date and a number a date
    if ((name === 'add' || name === 'sub') && parts.includes('date')) {
      return parts.every((part) => part === 'date') ? 'number' : 'date';
    }
    return KEEPS.has(name) ? (parts[0] ?? 'number') : (RESULTS[name] ?? 'any');
  }

  #case({ body }: Node, of: (node: Node) => Kind): Kind {
    const whens = (body['whens'] ?? []) as [unknown, unknown][];
    const results = whens.flatMap(([when, then]) => {
      nodesIn(when).forEach(of);
      return nodesIn(then).map(of);
    });
    return this.#same([...results, ...nodesIn(body['else_']).map(of)], 'case');
  }

  #cast({ body }: Node, of: (node: Node) => Kind): Kind {
    nodesIn(body['this']).forEach((node) => of(node));
    const target = JSON.stringify(body['to']);
    if (/char/i.test(target)) return 'text';
    return /date|timestamp/i.test(target) ? 'date' : 'number';
  }

  #same(parts: readonly Kind[], where: string): Kind {
    const known = [...new Set(parts.filter((kind) => kind !== 'any'))];
    if (known.length > 1) this.found.add(`${known.join(' and ')} in ${where}`);
    return known[0] ?? 'any';
  }
}
