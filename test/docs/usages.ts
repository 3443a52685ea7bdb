import { pageNamed } from './pages.ts';

/** A command as docs/commands.md shows how to type it. */
export interface Usage {
  /** The title of its section: `spec docs`. */
  readonly title: string;
  /** In one line, without `ssd-extract`: `spec docs --out DIR [--cms NAME]`. */
  readonly usage: string;
  /** The same without whatever may be left out. */
  readonly least: string;
}

/** What docs/commands.md has of each command, in its order: the block below a title of it. */
export function documentedUsages(): Usage[] {
  const sections = pageNamed('docs/commands.md').text.split(/^### /m).slice(1);
  return sections.map((section) => {
    const [, title = '', text = ''] = /^(.+)\n\n```text\n([^]*?)```\n/.exec(section) ?? [];
    const usage = text.trim().replaceAll(/\s+/g, ' ');
    return { title, usage, least: usage.replaceAll(/ \[[^\]]*\]/g, '') };
  });
}

/** The options of a usage, sorted. */
export function optionsIn(usage: string): string[] {
  return (usage.match(/--[a-z-]+/g) ?? []).sort();
}

/** The words of a command line, without the quotes around them. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, word]) => double ?? single ?? word ?? '',
  );
}
