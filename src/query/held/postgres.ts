import { type RawBuilder, sql } from 'kysely';
import { type HeldTypes, type TextReaders, asShown, fromPadded, fromText } from './held.ts';

type Fragment = RawBuilder<unknown>;

const to =
  (type: string) =>
  (column: Fragment): Fragment =>
    sql`cast(${column} as ${sql.raw(type)})`;
const wholeOf = (column: Fragment): Fragment =>
  sql`case when ${column} = trunc(${column}) then cast(${column} as numeric) end`;

/** What PostgreSQL's types hold, embedded or served. */
export function postgresHeld(readers: TextReaders): HeldTypes {
  const texts = (asText?: (column: Fragment) => Fragment) =>
    fromText(
      {
        ...readers,
        decimal: (text) => sql`cast(${readers.float(text)} as numeric)`,
        date: (text) => sql`cast(${readers.datetime(text)} as date)`,
      },
      asText,
    );
  const says = 'its digits are the text: a code 01 that is held as the number 1 is written as 1';
  const digits = { when: 'shown', write: to('text'), says } as const;
  const number = { when: 'always', says: 'it is a number either way' } as const;
  const asFloat = { ...number, write: to('double precision') } as const;
  const shown = {
    when: 'shown',
    write: to('text'),
    says: 'it is written as the database shows it',
  } as const;
  const asDate = { when: 'always', write: to('date'), says: 'the time of day is cut off' } as const;
  return {
    names: [
      ...['char', 'varchar', 'text', 'citext', 'boolean', 'smallint', 'integer', 'bigint'],
      ...['numeric', 'real', 'double precision', 'date', 'timestamp', 'timestamptz', 'uuid'],
      ...[
        'json',
        'jsonb',
        'xml',
        'nvarchar',
        'nchar',
        'int',
        'bit',
        'decimal',
        'float',
        'datetime',
      ],
    ],
    kinds: [
      [/^n?char\b|^character(?! varying)\b|^bpchar\b/i, 'padded'],
      [/^n?varchar2?\b|^character varying\b|^n?text$|^citext$|^name$|^"char"$/i, 'text'],
      [/^bool(ean)?$|^bit$/i, 'flag'],
      [/^(tiny|small|big)?int(eger)?\b/i, 'integer'],
      [/^(decimal|numeric|number)\s*\(\d+(,\s*0)?\)/i, 'whole'],
      [/^(decimal|numeric|number)\b/i, 'decimal'],
      [/^(float|real|double)\b/i, 'float'],
      [/^date$/i, 'date'],
      [/^timestamptz|^timestamp\b.*\bwith time zone/i, 'zoned'],
      [/^timestamp\b|^datetime2?\b/i, 'datetime'],
      [/^uuid$/i, 'guid'],
      [/^bytea$/i, 'binary'],
      [/^(jsonb?|xml)$/i, 'variant'],
    ],
    conversions: {
      text: texts(),
      padded: fromPadded(texts()),
      flag: {
        text: {
          when: 'asked',
          write: (column) =>
            sql`case when cast(${column} as text) in ('1', 'true') then 'Y' when cast(${column} as text) in ('0', 'false') then 'N' end`,
          says: '1 or true becomes Y, and 0 or false becomes N',
        },
        integer: { when: 'always', write: to('integer'), says: 'true is 1 and false is 0' },
      },
      integer: { text: digits, decimal: number, float: asFloat },
      whole: { text: digits, integer: number, decimal: number, float: asFloat },
      decimal: {
        text: digits,
        integer: {
          when: 'always',
          write: (column) => sql`trunc(${column})`,
          says: 'what is behind the point is cut off',
        },
        float: asFloat,
      },
      float: {
        text: { when: 'asked', write: readers.floatText, says: 'a float keeps 15 digits' },
        integer: {
          when: 'asked',
          write: wholeOf,
          says: 'a float keeps 15 digits; what is not a whole number becomes null',
        },
        decimal: { when: 'asked', write: to('numeric'), says: 'a float keeps 15 digits' },
      },
      date: {
        text: shown,
        datetime: { when: 'always', write: to('timestamp'), says: 'the time of day is midnight' },
      },
      datetime: { text: shown, date: asDate },
      zoned: {
        text: shown,
        date: asDate,
        datetime: {
          when: 'always',
          write: to('timestamp'),
          says: 'the time as the session shows it, without its zone',
        },
      },
      guid: { text: shown },
      binary: asShown((column) => sql`encode(${column}, 'hex')`),
      variant: { ...texts(to('text')), text: { ...shown, when: 'asked' } },
      unforeseen: asShown(to('text')),
    },
  };
}
