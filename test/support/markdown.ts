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
