import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const DOCS = path.resolve(import.meta.dirname, '..', '..', 'docs');

/** Writes a section of a page of docs/, between its two markers. */
export function writeSection(name: string, text: string, inPage = 'performance.md'): void {
  const file = path.join(DOCS, inPage);
  const page = fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no section ${name}`);
  const made = `${page.slice(0, from + begin.length)}\n${text.trim()}\n${page.slice(to)}`;
  fs.writeFileSync(file, made);
}

/** What the figures were taken with: command, cores, processor, Node, day. */
export function circumstances(command: string): string {
  const [cpu] = os.cpus();
  const day = new Date().toISOString().slice(0, 10);
  return `Made by \`${command}\` on ${day}: ${os.availableParallelism()} cores, ${cpu?.model.trim() ?? 'an unknown processor'}, Node ${process.versions.node}, ${os.platform()}.`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}
