/** A table for the terminal; columns named in `numbers` are aligned to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[],
): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        numbers.includes(column)
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** `850 ms`, `12.3 s`, `4 min 05 s` */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** `1 row`, `2 rows` */
export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en-GB')} ${word}${count === 1 ? '' : 's'}`;
}

/** Columns of a terminal; 80 where nobody says how many. */
export function columnsOf({ columns }: { readonly columns?: number | undefined }): number {
  return columns === undefined || columns < 1 ? 80 : columns;
}

/** The beginning of a text that is too long, and a sign that there was more. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(0, most - 3))}...`;
}

/**
 * A text in lines of at most `most` characters, broken at blanks and further in from the second on.
 * A longer word, such as a path that is to be copied, stays whole on a line of its own.
 */
export function fitting(text: string, most: number): string[] {
  return text.split('\n').flatMap((line) => {
    const [, margin = ''] = /^( *)/.exec(line) ?? [];
    const lines: string[] = [];
    let current = margin;
    for (const word of line.trim().split(' ')) {
      const longer = current.trim() === '' ? `${current}${word}` : `${current} ${word}`;
      if (longer.length <= most || current.trim() === '') {
        current = longer;
        continue;
      }
      lines.push(current);
      current = `${margin}    ${word}`;
    }
    return [...lines, current];
  });
}
