/** A value that a query binds; equal values of one query share one parameter. */
export interface BoundParameter {
  /** Readable and unique within the query: `today`, `t_CHI`, `n_minus_1`. */
  readonly name: string;
  readonly type: 'text' | 'integer' | 'decimal' | 'moment';
  /** Text of a constant, a number, or the moment as `YYYY-MM-DDT00:00:00`. */
  readonly value: string | number;
}

/** A bound value as SQL text; `prefix` stands before the quote of a text. */
export function literal({ value }: BoundParameter, prefix = ''): string {
  return typeof value === 'number' ? String(value) : `${prefix}'${value.replaceAll("'", "''")}'`;
}

/** Hands out the parameters of one query, naming each after what it holds. */
export class ParameterNames {
  readonly #byName = new Map<string, BoundParameter>();

  constant(value: string | number): BoundParameter {
    if (typeof value === 'string') return this.#named(`t_${word(value)}`, 'text', value);
    return this.#named(
      `n_${word(String(value).replace('-', 'minus_'))}`,
      Number.isInteger(value) ? 'integer' : 'decimal',
      value,
    );
  }

  moment(name: string, value: string): BoundParameter {
    return this.#named(name, 'moment', value);
  }

  #named(base: string, type: BoundParameter['type'], value: string | number): BoundParameter {
    for (let count = 1; ; count++) {
      const name = count === 1 ? base : `${base}_${count}`;
      // SQL Server and Oracle do not tell t_Y from t_y
      const known = this.#byName.get(name.toLowerCase());
      if (known?.type === type && known.value === value) return known;
      if (known) continue;
      const parameter = { name, type, value };
      this.#byName.set(name.toLowerCase(), parameter);
      return parameter;
    }
  }
}

/** Letters, digits and underscores only, and short enough for Oracle's 30 characters. */
function word(text: string): string {
  return (
    text
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 22) || 'blank'
  );
}
