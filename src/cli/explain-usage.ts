/**
 * What a person probably meant whose command line was refused: a site file without the name of its
 * option. Undefined when there is nothing to say.
 */
export function explainUsage(message: string, words: readonly string[]): string | undefined {
  const lacksSite = message.includes("required option '--site <file>'");
  if (!lacksSite && !message.includes("unknown option '-s'")) return undefined;
  const file = words.slice(1).find((word) => /\.ya?ml$/i.test(word));
  return file === undefined
    ? 'name the site file: --site FILE'
    : `did you mean: ssd-extract ${words[0] ?? 'run'} --site ${file}`;
}
