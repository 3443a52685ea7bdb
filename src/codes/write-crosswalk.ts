import { type CodeSet, fold } from './code-set.ts';
import { proposeCode } from './propose.ts';
import type { UnmappedText } from './translation.ts';

export interface WrittenCrosswalk {
  /** YAML for a site file. */
  readonly text: string;
  readonly texts: number;
  readonly proposals: number;
}

/** Added to a proposed code: what ends with it maps nothing. */
const PROPOSED = '?';

/**
 * A crosswalk to fill in: each text that no crosswalk knows, the most frequent first, with the
 * nearest code as a proposal.
 */
export function writeCrosswalk(
  sets: ReadonlyMap<string, CodeSet>,
  unmapped: readonly UnmappedText[],
): WrittenCrosswalk {
  const parts = [...sets.values()].flatMap((set) => {
    const texts = gather(unmapped.filter((found) => found.set === set.name));
    return texts.length > 0 ? [writeSet(set, texts)] : [];
  });
  const head = [
    '# Texts of coded fields that no crosswalk knows. What ends with a question mark is a proposal and maps nothing:',
    '# take the mark away where it is right, write another code where it is not. Then put this into the site file.',
    'codes:',
    '  use: national',
  ];
  return {
    text: `${[...head, ...parts.flatMap(({ lines }) => lines)].join('\n')}\n`,
    texts: parts.reduce((sum, { lines }) => sum + lines.length - 2, 0),
    proposals: parts.reduce((sum, { proposals }) => sum + proposals, 0),
  };
}

interface GatheredText {
  readonly text: string;
  readonly count: number;
}

/** The texts of all fields of a set; what is beyond the most that are told apart has none. */
function gather(unmapped: readonly UnmappedText[]): readonly GatheredText[] {
  const gathered = new Map<string, GatheredText>();
  for (const { text, count } of unmapped) {
    if (text === undefined) continue;
    const before = gathered.get(fold(text));
    gathered.set(fold(text), { text: before?.text ?? text, count: (before?.count ?? 0) + count });
  }
  return [...gathered.values()].sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

function writeSet(
  set: CodeSet,
  texts: readonly GatheredText[],
): { readonly lines: readonly string[]; readonly proposals: number } {
  const proposed = texts.map(({ text }) => proposeCode(set, text));
  const lines = texts.map(({ text, count }, index) => {
    const code = proposed[index];
    const value = code === undefined ? '' : ` ${code}${PROPOSED}`;
    const means = code === undefined ? 'no code is near' : (set.codes.get(code)?.means ?? code);
    return `    ${JSON.stringify(text)}:${value}  # ${count} cell(s); ${means}`;
  });
  return {
    lines: [`  # ${set.title} ${set.edition}`, `  ${set.name}:`, ...lines],
    proposals: proposed.filter((code) => code !== undefined).length,
  };
}
