interface Table {
  readonly header: readonly string[];
  readonly rows: string[][];
}

/** The rows below the header of every table of a Markdown text, cells as they are read. */
export function tableRows(markdown: string): string[][] {
  return tables(markdown).flatMap((table) => table.rows);
}

/** Headers and rows of every table of a Markdown text, however wide its cells are padded. */
export function tables(markdown: string): Table[] {
  const found: Table[] = [];
  let header: string[] | undefined;
  let table: Table | undefined;
  for (const line of markdown.split(/\r?\n/)) {
    if (!line.startsWith('|')) {
      header = table = undefined;
    } else if (!header) {
      header = cellsOf(line);
    } else if (!table) {
      table = { header, rows: [] };
      found.push(table);
    } else {
      table.rows.push(cellsOf(line));
    }
  }
  return found;
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** The text of a cell that is nothing but `code`. */
export function codeIn(cell: string | undefined): string | undefined {
  return /^`([^`]+)`$/.exec(cell ?? '')?.[1];
}

export interface Fence {
  /** The first word after the backticks; '' where there is none. */
  readonly language: string;
  readonly text: string;
  /** Of the opening backticks, from 1. */
  readonly line: number;
  /** The reason of `<!-- not run: reason -->` before the block. */
  readonly notRun?: string | undefined;
}

/** The fenced blocks of a Markdown text, without the indentation of their fence. */
export function fences(markdown: string): Fence[] {
  const lines = markdown.split(/\r?\n/);
  const found: Fence[] = [];
  let open: { indent: string; language: string; at: number } | undefined;
  for (const [at, line] of lines.entries()) {
    const [, indent = '', language = ''] = /^( *)```(\w*)/.exec(line) ?? [];
    if (!/^ *```/.test(line)) continue;
    if (!open) {
      open = { indent, language, at };
      continue;
    }
    const inside = lines.slice(open.at + 1, at);
    const start = open.indent.length;
    found.push({
      language: open.language,
      text: inside.map((text) => `${text.slice(start)}\n`).join(''),
      line: open.at + 1,
      notRun: reasonIn(lines.slice(0, open.at)),
    });
    open = undefined;
  }
  return found;
}

function reasonIn(linesBefore: readonly string[]): string | undefined {
  const last = linesBefore.findLast((line) => line.trim() !== '');
  return /^ *<!-- not run: (.+) -->$/.exec(last ?? '')?.[1];
}

/** The `code` in the running text and the tables of a Markdown text, fenced blocks left out. */
export function codeSpans(markdown: string): string[] {
  const prose = markdown.replaceAll('\r\n', '\n').replaceAll(/^ *```[^]*?^ *```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code.replaceAll('\\|', '|'));
}
