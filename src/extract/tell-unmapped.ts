import type { CodeTranslation, UnmappedText } from '../codes/translation.ts';
import type { ObjectValidation } from '../validate/object-validation.ts';

/** A finding for each text that is no code; the message holds none of them. */
export function tellUnmapped(
  checks: Pick<ObjectValidation, 'alike'>,
  translation: CodeTranslation | undefined,
): readonly UnmappedText[] {
  const unmapped = translation?.unmapped() ?? [];
  for (const { field, set, edition, text, count } of unmapped) {
    const what = text === undefined ? 'further texts' : 'one text';
    const message = `${count} cell(s) hold ${what} that the crosswalk of ${set} does not know (${edition})`;
    checks.alike(field, 'unmapped-code', { count, message, text });
  }
  return unmapped;
}
