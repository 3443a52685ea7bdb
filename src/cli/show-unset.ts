import type { UnsetParameter } from '../mapping/unset-parameters.ts';

/**
 * A line for each parameter that is not set: objects whose rows hang on it, and fields that stay
 * empty without it.
 */
export function showUnset(unset: readonly UnsetParameter[]): string[] {
  return [...Map.groupBy(unset, (item) => item.parameter)].map(([parameter, items]) => {
    const objects = items.filter((item) => item.needs === 'rows').map((item) => item.object);
    const fields = items.flatMap((item) => (item.needs === 'rows' ? [] : item.needs));
    const wanting = [
      objects.length > 0 ? `the rows of ${objects.join(', ')}` : '',
      fields.join(', '),
    ].filter((part) => part !== '');
    return `not set: ${parameter}, needed for ${wanting.join(' and for ')}`;
  });
}
