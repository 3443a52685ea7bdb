import type { CustomTypesConfig } from 'pg';
import type { BoundParameter } from '../../query/parameter.ts';

/** `char(n)` in the catalogue of every PostgreSQL. */
const PADDED = 1042;

type ToText = (text: string) => string;

/**
 * How a value of a type becomes the text that the database shows: as the server sends it. Blanks at
 * the end of a fixed-width text are the database's padding, not what somebody typed.
 */
export function textOf(type: number): ToText {
  return type === PADDED ? (text) => text.replace(/ +$/, '') : (text) => text;
}

/** No parser of the driver touches a value: nothing becomes a Date, a float or an array. */
export const AS_TEXT: CustomTypesConfig = { getTypeParser: textOf };

/** In the order of the placeholders; the query casts each to its kind. */
export function bindsOf(parameters: readonly BoundParameter[]): string[] {
  return parameters.map(({ value }) => String(value));
}
