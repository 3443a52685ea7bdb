import { loadProfile, profileNames } from '../mapping/profile.ts';
import { DATA_DIR } from '../prepare/paths.ts';
import { siteShape } from '../site/shape.ts';
import { PASSWORD_PLACES, parsePasswordPlace } from './password-place.ts';
import { parseServer } from './server-address.ts';

/** What a first site file needs to be told; each is a flag of `init` too. */
export type Key =
  | 'name'
  | 'cms'
  | 'engine'
  | 'server'
  | 'connectString'
  | 'database'
  | 'schema'
  | 'authentication'
  | 'domain'
  | 'user'
  | 'passwordFrom'
  | 'windowYears'
  | 'out';

export type Answers = Readonly<Partial<Record<Key, string>>>;

export interface Question {
  readonly key: Key;
  readonly flag: string;
  /** What the flag takes, in its help. */
  readonly takes: string;
  readonly asks: string;
  readonly choices?: readonly string[];
  /** Whether it makes sense after the answers before it. */
  readonly applies?: (answers: Answers) => boolean;
  /** The answer of somebody who has none. */
  readonly usual?: (answers: Answers) => string | undefined;
  /** Why an answer cannot be used. */
  readonly fault?: (answer: string) => string | undefined;
}

const isServer = ({ engine }: Answers): boolean => engine !== 'embedded';
const isMssql = ({ engine }: Answers): boolean => engine === 'mssql';
const profileOf = ({ cms }: Answers) =>
  cms === undefined ? undefined : loadProfile(DATA_DIR, cms);
const { site, source, window_years: years } = siteShape.shape;
const { schema } = source.unwrap().shape;

/** In the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    key: 'name',
    flag: '--name <name>',
    takes: 'a short name of the authority, which names the bundles',
    asks: 'A short name of the authority (it names the bundles)',
    fault: (answer) => site.safeParse(answer).error?.issues[0]?.message,
  },
  {
    key: 'cms',
    flag: '--cms <name>',
    takes: 'the case management system',
    asks: 'Case management system',
    choices: profileNames(DATA_DIR),
  },
  {
    key: 'engine',
    flag: '--engine <name>',
    takes:
      "the kind of database; embedded is a trial without a server; the CMS's usual one if unset",
    asks: 'Kind of database (embedded: a trial without a server, synthetic children)',
    choices: ['mssql', 'oracle', 'postgres', 'embedded'],
    usual: (answers) => profileOf(answers)?.engine,
  },
  {
    key: 'server',
    flag: '--server <host>',
    takes: 'SQL Server, PostgreSQL: HOST, HOST\\INSTANCE or HOST,PORT',
    asks: 'Server: HOST, HOST\\INSTANCE or HOST,PORT',
    applies: ({ engine }) => engine === 'mssql' || engine === 'postgres',
    fault: (answer) =>
      parseServer(answer) ? undefined : 'the name of a host, with \\INSTANCE or ,PORT if need be',
  },
  {
    key: 'connectString',
    flag: '--connect-string <text>',
    takes: 'Oracle: HOST:PORT/SERVICE, or a name in tnsnames.ora',
    asks: 'Connect string: HOST:PORT/SERVICE, or a name in tnsnames.ora',
    applies: ({ engine }) => engine === 'oracle',
  },
  {
    key: 'database',
    flag: '--database <name>',
    takes: 'SQL Server, PostgreSQL: the database',
    asks: 'Database',
    applies: ({ engine }) => engine === 'mssql' || engine === 'postgres',
    usual: (answers) => (isMssql(answers) ? profileOf(answers)?.source.database : undefined),
  },
  {
    key: 'schema',
    flag: '--schema <name>',
    takes: "the schema of the tables; the CMS's usual one if unset",
    asks: 'Schema of the tables',
    applies: isServer,
    usual: (answers) => profileOf(answers)?.source.schema ?? (isMssql(answers) ? 'dbo' : undefined),
    fault: (answer) => schema.safeParse(answer).error?.issues[0]?.message,
  },
  {
    key: 'authentication',
    flag: '--authentication <way>',
    takes: 'SQL Server: how to log in',
    asks: 'How to log in',
    choices: ['sql', 'windows'],
    applies: isMssql,
    usual: () => 'sql',
  },
  {
    key: 'domain',
    flag: '--domain <name>',
    takes: 'the domain of a Windows account',
    asks: 'Domain of the Windows account',
    applies: (answers) => isMssql(answers) && answers.authentication === 'windows',
  },
  {
    key: 'user',
    flag: '--user <name>',
    takes: 'the login, which may read and nothing else',
    asks: 'Login (one that may read and nothing else)',
    applies: isServer,
  },
  {
    key: 'passwordFrom',
    flag: '--password-from <place>',
    takes: `where the password is: ${PASSWORD_PLACES}; env:SSD_DB_PASSWORD if unset`,
    asks: `Where the password is (never in the site file): ${PASSWORD_PLACES}`,
    applies: isServer,
    usual: () => 'env:SSD_DB_PASSWORD',
    fault: (answer) =>
      parsePasswordPlace(answer)
        ? undefined
        : `say where it is, not what it is: ${PASSWORD_PLACES}`,
  },
  {
    key: 'windowYears',
    flag: '--window-years <n>',
    takes: 'how many years back the extract reaches; 6 if unset',
    asks: 'Years that the extract reaches back',
    usual: () => '6',
    fault: (answer) =>
      /^\d+$/.test(answer) && years.safeParse(Number(answer)).success
        ? undefined
        : 'a whole number, 1 to 30',
  },
  {
    key: 'out',
    flag: '--out <dir>',
    takes: 'where bundles go, relative to the site file; ./bundles if unset',
    asks: 'Folder for the bundles, relative to the site file',
    usual: () => './bundles',
  },
];

/** Why an answer cannot be used: never with the answer in it, since it may be a password. */
export function faultIn({ choices, fault }: Question, answer: string): string | undefined {
  if (answer.trim() === '') return 'an answer is needed';
  if (/\p{Cc}/u.test(answer)) return 'it holds a control character';
  if (choices && !choices.includes(answer)) return `one of ${choices.join(', ')}`;
  return fault?.(answer);
}
