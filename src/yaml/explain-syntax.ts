import type { YAMLError } from 'yaml';

const WINDOWS_PATH =
  'inside double quotes \\ begins an escape: write a Windows path in single quotes, or with / instead of \\';

/** What was probably meant where YAML is broken; `line` is the text of that line. */
export function explainSyntax({ code, message }: YAMLError, line: string): string | undefined {
  if (code === 'BAD_DQ_ESCAPE') return WINDOWS_PATH;
  if (code === 'TAB_AS_INDENT' || /^ *\t/.test(line)) {
    return 'indent with spaces: YAML does not allow tabs there';
  }
  // the commonest slip in published files
  if (/'[^']*'[^\s,}\]#]/.test(line)) {
    return 'an apostrophe inside single quotes ends them: double it, or use double quotes';
  }
  if (code === 'BAD_SCALAR_START') return 'put a value that begins with such a sign in quotes';
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || /nested mappings/i.test(message)) {
    return 'put a text with a colon and a blank in quotes';
  }
  if (code === 'MISSING_CHAR' && /quote/.test(message)) return 'a quote is not closed';
  return undefined;
}
