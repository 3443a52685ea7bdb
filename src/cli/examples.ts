/** The end of a command's help: lines to copy, without the name of the program. */
export function examples(...lines: readonly string[]): string {
  const word = lines.length === 1 ? 'Example:' : 'Examples:';
  return ['', word, ...lines.map((line) => `  ssd-extract ${line}`)].join('\n');
}
