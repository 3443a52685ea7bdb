import path from 'node:path';
import type { Category, CategoryValue } from './model.ts';
import { type Reporter, isMap, reportError, reportWarning } from './reporter.ts';

/**
 * A code set: a list of texts or of `{value, description}`. Its id is the file's name. A code is
 * what the file shows, quoted or not: `01`, `1e3`, `null` and `yes` are texts.
 */
export function readCategory(reporter: Reporter): Category | undefined {
  const { yaml } = reporter;
  const id = path.basename(yaml.file).replace(/\.ya?ml$/, '');
  if (yaml.value === undefined) return undefined;
  if (!Array.isArray(yaml.value)) {
    const what = yaml.value === null ? 'is empty' : 'is not a list of values';
    return reportError(reporter, [], 'bad-category', `the category ${id} ${what}`);
  }
  const values = new Map<string, CategoryValue>();
  for (const [index, item] of yaml.value.entries()) {
    const text = yaml.written(isMap(item) ? [index, 'value'] : [index]);
    if (text === '') continue;
    if (text === undefined) {
      reportError(
        reporter,
        [index],
        'bad-category',
        `a value of the category ${id} is a text, or a map with value and description`,
      );
      continue;
    }
    if (values.has(text)) {
      reportWarning(
        reporter,
        [index],
        'repeated-value',
        `the category ${id} lists "${text}" twice`,
      );
    }
    const description =
      isMap(item) && typeof item['description'] === 'string' && item['description'] !== ''
        ? item['description']
        : undefined;
    values.set(text, { value: text, description });
  }
  return { id, values: [...values.values()], at: yaml.at([]) };
}
