import type { Line } from '../../src/cli/terminal.ts';

/** Lines without their colour. */
export function plain(lines: readonly Line[]): string {
  return lines.map(({ text }) => text).join('\n');
}
