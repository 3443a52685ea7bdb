import type { Manifest } from '../../bundle/manifest.ts';
import { ConfigError } from '../../problems/errors.ts';
import type { BundleTables } from '../bundle-tables.ts';
import type { Note, Sides } from './bundle-diff.ts';

/**
 * Rows of persons under different names are never the same ones.
 * @throws ConfigError when one bundle is pseudonymised and the other not, or under another key
 */
export function refuseOtherNames({ a, b }: Sides<BundleTables>): void {
  const [one, other] = [a.manifest.pseudonymised, b.manifest.pseudonymised];
  if (one?.key_id === other?.key_id) return;
  const both = one !== undefined && other !== undefined;
  throw new ConfigError({
    code: 'other-pseudonyms',
    message: both
      ? `the bundles are pseudonymised under different keys, ${one.key_id} and ${other.key_id}: no row of one could be found in the other`
      : `${one ? 'A' : 'B'} is pseudonymised, and ${one ? 'B' : 'A'} is not: no row of one could be found in the other`,
    hint: 'compare two bundles with real ids, or two that were pseudonymised under the same key',
  });
}

/** What two bundles may differ in as a whole, each a line. */
export function notesOn({ a, b }: Sides<BundleTables>): Note[] {
  const [one, other] = [a.manifest, b.manifest];
  const notes: (Note | undefined)[] = [
    unlike('authority', one.site, other.site, 'authorities'),
    unlike('cms', one.cms, other.cms, 'case management systems'),
    one.spec.version === other.spec.version
      ? undefined
      : {
          about: 'spec',
          message: `A follows the spec ${one.spec.version}, B ${other.spec.version}: what both have is compared, what one of them has is listed`,
        },
    one.asOf <= other.asOf
      ? undefined
      : {
          about: 'order',
          message: `A is the later one: as of ${one.asOf}, B ${other.asOf}. Rows "removed" came after B`,
        },
    one.window.years === other.window.years
      ? undefined
      : {
          about: 'window',
          message: `A looks back ${one.window.years} years, B ${other.window.years}: rows come and go by that alone`,
        },
    partialNote(one, other),
    codesNote(one, other),
    treatmentsNote(one, other),
    datesNote(a, b),
  ];
  return notes.filter((note) => note !== undefined);
}

function unlike(about: Note['about'], a: string, b: string, what: string): Note | undefined {
  if (a === b) return undefined;
  return { about, message: `the bundles are of two ${what}: A of ${a}, B of ${b}` };
}

function partialNote({ partial: one }: Manifest, { partial: other }: Manifest): Note | undefined {
  if (!one && !other) return undefined;
  const which = one && other ? 'A and B are partial' : `${one ? 'A' : 'B'} is partial`;
  return { about: 'partial', message: `${which}: not all objects, or not all rows` };
}

function codesNote({ codes: one }: Manifest, { codes: other }: Manifest): Note | undefined {
  if (one?.use === other?.use) return undefined;
  return {
    about: 'codes',
    message: `coded fields hold national codes in ${one ? 'A' : 'B'} alone, and what the case management system holds in ${one ? 'B' : 'A'}`,
  };
}

function treatmentsNote(one: Manifest, other: Manifest): Note | undefined {
  if (one.pseudonymised?.table === other.pseudonymised?.table) return undefined;
  return {
    about: 'treatments',
    message:
      'the bundles are pseudonymised by different tables: fields treated in another way are not compared',
  };
}

/** Both are read as dates then. */
function datesNote(a: BundleTables, b: BundleTables): Note | undefined {
  const isBritish = ({ tables }: BundleTables): boolean =>
    tables.some(({ columns }) => columns.some(({ british }) => british));
  if (isBritish(a) === isBritish(b)) return undefined;
  const [british, iso] = isBritish(a) ? ['A', 'B'] : ['B', 'A'];
  return {
    about: 'dates',
    message: `dates are written 31/12/2024 in ${british} and 2024-12-31 in ${iso}, and compared as dates`,
  };
}
