import { Dialect } from '@polyglot-sql/sdk';
import { bind, readParts, type Reading } from './sql-binder.ts';
import { type Node, childrenOf, holds, nodesIn, parseSql } from './sql-tree.ts';

/**
 * The collation labels of SQL Server ("Collation precedence" in its documentation): what decides in
 * which collation texts are compared, and whether they can be put together at all.
 */
export type Label =
  | { readonly kind: 'explicit' | 'implicit'; readonly collation: string }
  /** Of literals, parameters and texts made of what is no text: gives way to any other. */
  | { readonly kind: 'default' }
  /** Of two texts that have each a collation of their own. */
  | { readonly kind: 'none' }
  | { readonly kind: 'no text' };

const NO_TEXT: Label = { kind: 'no text' };
const DEFAULT: Label = { kind: 'default' };
const NONE: Label = { kind: 'none' };

/** Whether a column of the CMS holds text. */
export type IsText = (table: string, column: string) => boolean;

/**
 * What SQL Server would refuse in a query for its collations, whichever they are: each column is
 * taken to have its own, and the database in which the login is another.
 */
export function collationConflicts(sql: string, isText: IsText): string[] {
  const found = new Set<string>();
  const report = (number: number, what: string): void => {
    found.add(`${number}: ${what}`);
  };
  bind(parseSql(sql, Dialect.TSQL), new Labels(isText, report));
  return [...found];
}

/** Operators that have to know a collation, and give no text. */
const COMPARES = new Set(['eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'like', 'in', 'between']);
/** Functions whose text has the collation of the texts that they take. */
const PASSES = new Set(
  'upper lower rtrim ltrim left right substring replace stuff concat reverse add max min replicate'.split(
    ' ',
  ),
);
/** Functions that have to know a collation and give no text. */
const MEASURES = new Set('charindex length len patindex count'.split(' '));

class Labels implements Reading<Label> {
  readonly #isText: IsText;
  readonly #report: (number: number, what: string) => void;

  constructor(isText: IsText, report: (number: number, what: string) => void) {
    this.#isText = isText;
    this.#report = report;
  }

  tableColumn(table: string, column: string): Label {
    return this.#isText(table, column)
      ? { kind: 'implicit', collation: `${table}.${column}` }
      : NO_TEXT;
  }

  derivedColumn(label: Label): Label {
    if (label.kind === 'explicit') return { ...label, kind: 'implicit' };
    return label.kind === 'default' ? { kind: 'implicit', collation: 'of the login' } : label;
  }

  unionColumn(left: Label, right: Label): Label {
    const together = this.#together([left, right], 'union all');
    if (together.kind === 'none') this.#report(451, 'a column of a union all');
    return together;
  }

  name(): Label {
    return DEFAULT;
  }

  onQuery({
    body,
    names,
    values,
    of,
  }: Parameters<NonNullable<Reading<Label>['onQuery']>>[0]): void {
    values.forEach((label, index) => {
      if (label.kind === 'none') this.#report(451, `the column ${names[index] ?? ''} of a select`);
    });
    for (const part of ['group_by', 'order_by']) {
      for (const node of nodesIn(body[part])) {
        if (of(node).kind === 'none') this.#report(446, part.replace('_', ' '));
      }
    }
  }

  expression(node: Node, of: (node: Node) => Label): Label {
    const name = node.kind === 'function' ? String(node.body['name']).toLowerCase() : node.kind;
    if (name === 'literal') {
      return String(node.body['literal_type']).includes('string') ? DEFAULT : NO_TEXT;
    }
    if (name === 'collation') return this.#explicit(node, of);
    if (name === 'case') return this.#case(node, of);
    const parts = readParts(node, of);
    if (name === 'paren') return parts[0] ?? NO_TEXT;
    if (name === 'coalesce' || name === 'nullif') return this.#together(parts, name);
    if (COMPARES.has(name) || MEASURES.has(name)) {
      this.#known(parts, name);
      return NO_TEXT;
    }
    if (PASSES.has(name)) return this.#known(parts, name);
    if (['cast', 'try_cast', 'convert'].includes(name)) return this.#converted(node, parts);
    return NO_TEXT;
  }

  #explicit(node: Node, of: (node: Node) => Label): Label {
    const [inside] = childrenOf(node);
    if (!inside || of(inside).kind === 'no text') this.#report(447, 'collate of what is no text');
    if (inside && holds(inside, ({ kind }) => kind === 'collation')) {
      this.#report(445, 'collate around an expression that holds one');
    }
    return { kind: 'explicit', collation: String(node.body['collation']) };
  }

  #case({ body }: Node, of: (node: Node) => Label): Label {
    const whens = (body['whens'] ?? []) as [unknown, unknown][];
    const results = whens.flatMap(([when, then]) => {
      nodesIn(when).forEach(of);
      return nodesIn(then).map(of);
    });
    nodesIn(body['operand']).forEach(of);
    return this.#together([...results, ...nodesIn(body['else_']).map(of)], 'case');
  }

  #converted(node: Node, parts: readonly Label[]): Label {
    const [text] = parts.filter(({ kind }) => kind !== 'no text');
    const target = JSON.stringify(node.body['to'] ?? (node.body['args'] as unknown[])[0]);
    if (!/char/i.test(target)) return NO_TEXT;
    return text ?? DEFAULT;
  }

  /** For an operator that has to know the collation. */
  #known(labels: readonly Label[], where: string): Label {
    const together = this.#together(labels, where);
    if (together.kind === 'none') {
      this.#report(COMPARES.has(where) ? 468 : 446, `${where} of ${told(labels)}`);
    }
    return together;
  }

  #together(labels: readonly Label[], where: string): Label {
    const texts = labels.filter(({ kind }) => kind !== 'no text');
    return texts.reduce((left, right) => this.#pair(left, right, where), texts[0] ?? NO_TEXT);
  }

  /** The table of the documentation, row by row. */
  #pair(left: Label, right: Label, where: string): Label {
    if (left.kind === 'explicit') {
      if (right.kind === 'explicit' && right.collation !== left.collation) {
        this.#report(449, `${where} of ${told([left, right])}`);
      }
      return left;
    }
    if (right.kind === 'explicit') return right;
    if (left.kind === 'none' || right.kind === 'none') return NONE;
    if (left.kind === 'implicit' && right.kind === 'implicit') {
      return left.collation === right.collation ? left : NONE;
    }
    return left.kind === 'implicit' ? left : right;
  }
}

function told(labels: readonly Label[]): string {
  return labels
    .filter(({ kind }) => kind !== 'no text')
    .map((label) => ('collation' in label ? label.collation : label.kind))
    .join(' and ');
}
