/**
 * Spellings of a declared type, and what it becomes; `size` is the first number in its brackets, 0
 * when it has none.
 */
export type TypeRow = readonly [
  declared: RegExp,
  becomes: (declared: string, size: number) => string,
];

/** A column type of one engine for a type as a CMS declares it; undefined when it is not known. */
export type TypeOf = (declared: string) => string | undefined;

/** The first row that fits decides. */
export function typeTable(rows: readonly TypeRow[]): TypeOf {
  return (declared) =>
    rows.find(([pattern]) => pattern.test(declared))?.[1](
      declared,
      Number(/\((\d+)/.exec(declared)?.[1] ?? 0),
    );
}
