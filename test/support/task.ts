import type { Task } from '../../src/operate/schedule/task.ts';
import { loadSite } from '../../src/site/load.ts';
import { siteWith } from './site.ts';

interface TaskFacts {
  readonly node?: string;
  readonly script?: string;
  /** Path of the site file as the task has it. */
  readonly file?: string;
  readonly account?: string | undefined;
  /** Further YAML of the site file. */
  readonly more?: string;
}

/** A run at 02:05 every day that is stopped after four hours; by Linux paths unless said. */
export function taskWith({ node, script, file, account, more = '' }: TaskFacts = {}): Task {
  const site = loadSite(siteWith({ more }));
  return {
    site: { ...site, file: file ?? site.file },
    launcher: { node: node ?? '/opt/ssd/node', script: script ?? '/opt/ssd/bin.mjs' },
    hour: 2,
    minute: 5,
    stopAfter: 240,
    account,
  };
}

/** The text of the only file, or of the one with this ending. */
export function exportedText(
  { files }: { readonly files: readonly { name: string; content: Buffer }[] },
  ending = '',
): string {
  const file = files.find(({ name }) => name.endsWith(ending));
  if (!file) throw new Error(`no file ends with ${ending}`);
  return file.content.toString('utf8');
}
