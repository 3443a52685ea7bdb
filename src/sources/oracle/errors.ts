import { ConnectionError, ExtractionError, type Passing, SsdError } from '../../problems/errors.ts';
import { redact } from '../../problems/redact.ts';
import { BAD_NAMES_FILE, type KnownNumber, LOGIN_NUMBERS } from './login-numbers.ts';
import { QUERY_NUMBERS } from './query-numbers.ts';
import { isName } from './tnsnames.ts';

interface DriverError {
  readonly code?: string;
  readonly errorNum?: number;
  readonly message?: string;
  /** Where in the statement a parse error is. */
  readonly offset?: number;
}

const numberOf = ({ errorNum }: DriverError): string | undefined =>
  errorNum === undefined ? undefined : `ORA-${String(errorNum).padStart(5, '0')}`;

/**
 * What the server or the driver said: the ORA number where there is one, else the driver's code.
 */
function lookUp(
  error: unknown,
  table: Readonly<Record<string, KnownNumber>>,
): { readonly number: string; readonly known: KnownNumber | undefined } {
  const facts = error as DriverError;
  // a refusal of the listener carries its number in the text only
  const cause =
    facts.code === 'NJS-511'
      ? /ORA-\d+/.exec(facts.message ?? '')?.[0].replace(/\d+/, (digits) => digits.padStart(5, '0'))
      : undefined;
  const numbers = [numberOf(facts), cause, facts.code].filter((item) => item !== undefined);
  const named = numbers.find((item) => item in table);
  return {
    number: cause ?? named ?? numbers[0] ?? '',
    known: named === undefined ? undefined : table[named],
  };
}

const inBrackets = (number: string): string => (number === '' ? '' : ` (${number})`);

/** Why a login failed, and whether waiting may mend it. */
export function loginError(
  error: unknown,
  target: string,
): { readonly error: SsdError; readonly passing: Passing | undefined } {
  if (error instanceof SsdError) {
    return { error, passing: error.code === 'connect-timeout' ? 'connection' : undefined };
  }
  const { number, known: listed } = lookUp(error, LOGIN_NUMBERS);
  const known = listed?.code === 'bad-connect-string' && isName(target) ? BAD_NAMES_FILE : listed;
  const { code, says, hint } = known ?? {
    code: 'cannot-connect',
    says: 'the connection could not be made',
    hint: 'docs/oracle.md lists the usual causes by number',
  };
  return {
    error: new ConnectionError({
      code,
      message: `${redact(target)}: ${says}${inBrackets(number)}`,
      hint,
      cause: error,
    }),
    passing: known?.passing,
  };
}

/**
 * What the server said of a query, in words of ours; names of tables and columns come from the
 * query itself.
 */
export function queryError(
  error: unknown,
  query: { readonly name: string; readonly sql: string },
): SsdError {
  if (error instanceof SsdError) return error;
  const { number, known } = lookUp(error, QUERY_NUMBERS);
  if (!known) {
    const hint = /^NJS-1\d\d$/.test(number)
      ? 'the driver could not read the answer; a smaller connection.fetch_size may help'
      : `sql/ holds the query of ${query.name}; try it on the database`;
    return new ExtractionError({
      code: 'query-failed',
      message: `${query.name}: the query failed${inBrackets(number)}`,
      hint,
      cause: error,
    });
  }
  const place = ['missing-table', 'missing-column', 'no-right'].includes(known.code)
    ? nameAt(query.sql, (error as DriverError).offset)
    : '';
  return new ExtractionError({
    code: known.code,
    message: `${query.name}: ${known.says}${place}${inBrackets(number)}`,
    hint: known.hint,
    cause: error,
    passing: known.passing,
  });
}

/** The quoted name that stands where a parse error points to. */
function nameAt(sql: string, offset: number | undefined): string {
  const name =
    offset === undefined ? undefined : /^"[^"]+"(?:\."[^"]+")*/.exec(sql.slice(offset))?.[0];
  return name === undefined ? '' : `: ${name.replaceAll('"', '')}`;
}
