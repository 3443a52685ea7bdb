import fs from 'node:fs';
import path from 'node:path';
import type { OracleConnection } from '../../site/model.ts';

/** Whether a connect string is a name, to be looked up in tnsnames.ora. */
export function isName(connectString: string): boolean {
  return !/[:/()]/.test(connectString);
}

/**
 * Whether the site asks for TCPS, in its connect string or in the entry of tnsnames.ora that this
 * names. A file that cannot be read asks for nothing: the driver says what is wrong with it.
 */
export function asksForTls({ connect_string, tns_admin }: OracleConnection): boolean {
  const written = connect_string.trim();
  const folder = tns_admin ?? process.env['TNS_ADMIN'];
  const text = isName(written) && folder !== undefined ? entryOf(folder, written) : written;
  return /^\s*tcps:|protocol\s*=\s*tcps\b/i.test(text);
}

/** The entry's text, as far as its brackets go; all of the file where the name is not found. */
function entryOf(folder: string, name: string): string {
  const text = readNames(path.join(folder, 'tnsnames.ora')).replace(/#.*$/gm, '');
  const entries = text.split(/^(?=[A-Za-z0-9])/m);
  const wanted = entries.find((entry) =>
    entry
      .slice(0, entry.indexOf('='))
      .split(',')
      .some((alias) => alias.trim().toUpperCase() === name.toUpperCase()),
  );
  return (wanted ?? text).replace(/^[^=]*=\s*/, '');
}

function readNames(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
