import { ExtractionError, SsdError } from '../../problems/errors.ts';

const KNOWN: Readonly<Record<string, readonly [code: string, hint: string]>> = {
  '42P01': ['missing-table', 'run ssd-extract check: it lists everything that is missing'],
  '42703': ['missing-column', 'run ssd-extract check: it lists everything that is missing'],
  '42501': [
    'no-right',
    'the login needs the right to read it; ssd-extract check lists what is missing',
  ],
  '3F000': ['missing-schema', 'set source.schema in the site file'],
  '57014': ['cancelled', 'run again; a time limit of the server may have ended it'],
  '53100': ['server-disk-full', 'the database server is out of disk space'],
  '53200': ['server-memory', 'the database server is out of memory'],
};

/**
 * What the server said of a query, without any value of the CMS: quoted parts of its messages are
 * dropped unless they are names.
 */
export function postgresError(error: unknown, object: string): SsdError {
  if (error instanceof SsdError) return error;
  const { code: state = '', message = '' } = error as { code?: string; message?: string };
  const [code, hint] = KNOWN[state] ?? [
    'query-failed',
    `sql/ holds the query of ${object}; try it on the database`,
  ];
  const said =
    state.startsWith('42') || state === '3F000'
      ? message
      : message.replace(/"[^"]*"|'[^']*'|:.*$/g, '…');
  return new ExtractionError({
    code,
    message: `${object}: the database refused the query${state === '' ? '' : ` (SQLSTATE ${state})`}: ${said}`,
    hint,
    cause: error,
  });
}
