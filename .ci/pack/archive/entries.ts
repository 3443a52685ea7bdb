import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** A file of an archive. */
export interface Entry {
  /** In the archive, with forward slashes. */
  readonly name: string;
  /** Where it is read from, or what it holds. */
  readonly content: { readonly file: string } | { readonly text: string };
  /** Can it be started? */
  readonly program?: boolean;
}

export function contentOf({ content }: Entry): Buffer {
  return 'text' in content ? Buffer.from(content.text) : fs.readFileSync(content.file);
}

/** A file, or every file under a folder, by the name that it gets. */
export function entriesFrom(source: string, name: string): readonly Entry[] {
  if (fs.statSync(source).isFile()) return [{ name, content: { file: source } }];
  return fs
    .readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({
      name: `${name}/${path.relative(source, file).replaceAll(path.sep, '/')}`,
      content: { file },
    }));
}

/** In the order of the bytes of their names, wherever they were found. */
export function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

/** A list that `sha256sum -c` reads. */
export function checksums(entries: readonly Entry[]): string {
  return entries
    .map((entry) => {
      const hash = createHash('sha256').update(contentOf(entry));
      return `${hash.digest('hex')}  ${entry.name}\n`;
    })
    .join('');
}
