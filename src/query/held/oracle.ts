import { type RawBuilder, sql } from 'kysely';
import { type HeldTypes, type TextReaders, asShown, fromPadded, fromText } from './held.ts';

type Fragment = RawBuilder<unknown>;

const number = (column: Fragment): Fragment =>
  sql`to_char(${column}, 'TM9', 'NLS_NUMERIC_CHARACTERS=''.,''')`;
const day = (column: Fragment): Fragment => sql`cast(${column} as date)`;
const moment = (column: Fragment): Fragment =>
  sql`ltrim(to_char(${column}, 'SYYYY-MM-DD"T"HH24:MI:SS'))`;
/** 1,000 characters are at most 4,000 bytes, which a VARCHAR2 holds in any character set. */
const beginning = (column: Fragment): Fragment => sql`to_char(dbms_lob.substr(${column}, 1000, 1))`;

/** What Oracle's types hold; its DATE has a time of day. */
export function oracleHeld(readers: TextReaders): HeldTypes {
  const texts = (asText?: (column: Fragment) => Fragment) =>
    fromText(
      {
        ...readers,
        decimal: (text) => sql`to_number(${readers.float(text)})`,
        date: (text) => sql`trunc(${readers.datetime(text)})`,
      },
      asText,
    );
  const digits = {
    when: 'shown',
    write: number,
    says: 'its digits are the text: a code 01 that is held as the number 1 is written as 1',
  } as const;
  const same = { when: 'always', says: 'it is a number either way' } as const;
  const finer = {
    text: { when: 'shown', write: moment, says: 'moments are written as 2024-12-10T09:30:00' },
    date: {
      when: 'always',
      write: (column: Fragment) => sql`trunc(${day(column)})`,
      says: 'the time of day is cut off',
    },
    datetime: { when: 'always', write: day, says: 'parts of a second, and a zone, are cut off' },
  } as const;
  return {
    names: [
      ...['char', 'nchar', 'varchar2', 'nvarchar2', 'clob', 'nclob', 'number', 'float'],
      ...['binary_float', 'binary_double', 'date', 'timestamp', 'boolean', 'bit', 'raw'],
    ],
    kinds: [
      [/^n?char\b/i, 'padded'],
      [/^n?varchar2?\b/i, 'text'],
      [/^n?clob$/i, 'long_text'],
      [/^long$/i, 'unforeseen'],
      [/^number\s*\(\d+(,\s*0)?\)|^integer$/i, 'integer'],
      [/^(number|float|decimal|numeric)\b/i, 'decimal'],
      [/^binary_(float|double)$/i, 'float'],
      [/^date$/i, 'datetime'],
      [/^timestamp\b.*\bzone$/i, 'zoned'],
      [/^timestamp\b/i, 'fine_datetime'],
      [/^(boolean|bit)$/i, 'flag'],
      [/^raw\b|^long raw$/i, 'binary'],
      [/^(blob|bfile|xmltype|sdo_geometry|anydata)$/i, 'closed'],
    ],
    conversions: {
      text: texts(),
      padded: fromPadded(texts()),
      long_text: {
        ...texts(beginning),
        text: {
          when: 'shown',
          write: beginning,
          writeShown: (column) => column,
          says: 'it is compared, sorted and grouped by its first 1,000 characters, and ends there',
        },
      },
      flag: {
        text: {
          when: 'asked',
          write: (column) =>
            sql`case when to_char(${column}) in ('1', 'TRUE') then 'Y' when to_char(${column}) in ('0', 'FALSE') then 'N' end`,
          says: '1 becomes Y and 0 becomes N',
        },
        integer: {
          when: 'always',
          write: (column) => sql`case when ${column} then 1 when not ${column} then 0 end`,
          says: 'true is 1 and false is 0',
        },
      },
      integer: { text: digits, decimal: same, float: same },
      decimal: { text: digits, integer: same, float: same },
      float: {
        text: { when: 'asked', write: readers.floatText, says: 'a float keeps 15 digits' },
        integer: {
          when: 'asked',
          write: (column) =>
            sql`case when ${column} = trunc(${column}) then to_number(${column}) end`,
          says: 'a float keeps 15 digits; what is not a whole number becomes null',
        },
        decimal: {
          when: 'asked',
          write: (column) => sql`to_number(${column})`,
          says: 'a float keeps 15 digits',
        },
      },
      datetime: {
        text: finer.text,
        date: { ...finer.date, write: (column) => sql`trunc(${column})` },
      },
      fine_datetime: finer,
      zoned: finer,
      binary: asShown((column) => sql`rawtohex(${column})`),
      unforeseen: asShown((column) => sql`to_char(${column})`),
    },
  };
}
