import { type RawBuilder, sql } from 'kysely';
import { type HeldTypes, type TextReaders, asShown, fromPadded, fromText } from './held.ts';

type Fragment = RawBuilder<unknown>;

const LONG = sql`nvarchar(max)`;
const longText = (column: Fragment): Fragment => sql`cast(${column} as ${LONG})`;
const plainText = (column: Fragment): Fragment => sql`cast(${column} as nvarchar(4000))`;
const styled =
  (length: number, style: number) =>
  (column: Fragment): Fragment =>
    sql`convert(varchar(${sql.raw(String(length))}), ${column}, ${sql.raw(String(style))})`;
const to =
  (type: string) =>
  (column: Fragment): Fragment =>
    sql`cast(${column} as ${sql.raw(type)})`;
const hexadecimal = (column: Fragment): Fragment =>
  sql`convert(${LONG}, cast(${column} as varbinary(max)), 2)`;

/** A float is a whole number only where nothing is cut off, and fits. */
const wholeOf = (column: Fragment): Fragment =>
  sql`case when ${column} = floor(${column}) then try_cast(${column} as bigint) end`;

const DIGITS = 'its digits are the text: a code 01 that is held as the number 1 is written as 1';

/** What SQL Server's types hold. */
export function mssqlHeld(readers: TextReaders): HeldTypes {
  const texts = (asText?: (column: Fragment) => Fragment) =>
    fromText(
      {
        ...readers,
        decimal: (text) => sql`try_cast(${readers.float(text)} as decimal(38, 10))`,
        date: (text) => sql`cast(${readers.datetime(text)} as date)`,
      },
      asText,
    );
  const digits = { when: 'shown', write: styled(60, 0), says: DIGITS } as const;
  const number = { when: 'always', says: 'it is a number either way' } as const;
  const asFloat = { ...number, write: to('float') } as const;
  return {
    names: [
      ...['char', 'nchar', 'varchar', 'nvarchar', 'text', 'ntext', 'xml', 'bit'],
      ...['tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric', 'money', 'smallmoney'],
      ...['float', 'real', 'date', 'datetime', 'datetime2', 'smalldatetime', 'datetimeoffset'],
      ...['uniqueidentifier', 'sql_variant'],
    ],
    kinds: [
      [/^n?char\b/i, 'padded'],
      [/^n?varchar\b|^sysname$/i, 'text'],
      [/^n?text$|^xml\b/i, 'long_text'],
      [/^bit$/i, 'flag'],
      [/^(tiny|small|big)?int$/i, 'integer'],
      [/^(decimal|numeric)\s*\(\d+(,\s*0)?\)/i, 'whole'],
      [/^(decimal|numeric|(small)?money)\b/i, 'decimal'],
      [/^(float|real)\b/i, 'float'],
      [/^date$/i, 'date'],
      [/^datetime$/i, 'datetime'],
      [/^(datetime2|smalldatetime)\b/i, 'fine_datetime'],
      [/^datetimeoffset\b/i, 'zoned'],
      [/^uniqueidentifier$/i, 'guid'],
      [/^(var)?binary\b|^image$|^(timestamp|rowversion)$/i, 'binary'],
      [/^sql_variant$/i, 'variant'],
      [/^(geography|geometry|hierarchyid)$/i, 'closed'],
    ],
    // COLLATE is refused around either (447)
    textInName: /^(uniqueidentifier|xml)\b/i,
    conversions: {
      text: texts(),
      padded: fromPadded(texts()),
      long_text: {
        ...texts(longText),
        text: { when: 'always', write: longText, says: 'it is read as nvarchar(max)' },
      },
      flag: {
        text: {
          when: 'asked',
          write: (column) => sql`case ${column} when 1 then N'Y' when 0 then N'N' end`,
          says: '1 becomes Y and 0 becomes N',
        },
        integer: { when: 'always', write: to('int'), says: 'it is 1 or 0' },
      },
      integer: { text: digits, decimal: number, float: asFloat },
      whole: { text: digits, integer: number, decimal: number, float: asFloat },
      decimal: {
        text: digits,
        integer: {
          when: 'always',
          write: to('bigint'),
          says: 'what is behind the point is cut off',
        },
        float: asFloat,
      },
      float: {
        text: {
          when: 'asked',
          write: readers.floatText,
          says: 'whole numbers are written without a point; a float keeps 15 digits',
        },
        integer: {
          when: 'asked',
          write: wholeOf,
          says: 'a float keeps 15 digits; what is not a whole number becomes null',
        },
        decimal: {
          when: 'asked',
          write: (column) => sql`try_cast(${column} as decimal(38, 10))`,
          says: 'a float keeps 15 digits',
        },
      },
      date: {
        text: { when: 'shown', write: styled(10, 23), says: 'days are written as 2024-12-10' },
        datetime: {
          when: 'always',
          write: (column) => sql`try_cast(${column} as datetime)`,
          says: 'the time of day is midnight; a day before 1753 becomes null',
        },
      },
      datetime: {
        text: {
          when: 'shown',
          write: styled(33, 126),
          says: 'moments are written as 2024-12-10T09:30:00',
        },
        date: { when: 'always', write: to('date'), says: 'the time of day is cut off' },
      },
      fine_datetime: {
        text: {
          when: 'shown',
          write: styled(33, 126),
          says: 'moments are written as 2024-12-10T09:30:00',
        },
        date: { when: 'always', write: to('date'), says: 'the time of day is cut off' },
        datetime: { when: 'always', says: 'parts of a second stay as they are' },
      },
      zoned: {
        text: { when: 'shown', write: styled(40, 126), says: 'it is written with its zone' },
        date: { when: 'always', write: to('date'), says: 'the day in its own zone' },
        datetime: {
          when: 'always',
          write: to('datetime2'),
          says: 'the time in its own zone, which is cut off',
        },
      },
      guid: {
        text: { when: 'shown', write: to('nvarchar(36)'), says: 'it is written in capitals' },
      },
      binary: asShown(hexadecimal),
      variant: {
        ...texts(plainText),
        text: {
          when: 'shown',
          write: plainText,
          says: 'each value is written as the database shows it',
        },
      },
      unforeseen: asShown(plainText),
    },
  };
}
