import type { Problem } from '../problems/problem.ts';

/** A field that is not the column which the spec names: it is elsewhere, or stays empty. */
export interface FittingNote {
  readonly why: 'elsewhere' | 'unplaced' | 'empty';
  readonly field: string;
}

const MESSAGES = [
  {
    why: 'elsewhere',
    code: 'own-column',
    says: 'come from the column of their own name, since the one that the spec names is not there',
  },
  {
    why: 'unplaced',
    code: 'own-column',
    says: 'come from the column of their own name, since the spec does not say where they are',
  },
  {
    why: 'empty',
    code: 'no-column',
    says: 'stay empty, since the column that the spec names is not there',
  },
] as const;

/** One line for all fields of a kind. */
export function problemsOf(notes: readonly FittingNote[]): Problem[] {
  return MESSAGES.flatMap(({ why, code, says }): Problem[] => {
    const fields = notes.filter((note) => note.why === why).map(({ field }) => field);
    if (fields.length === 0) return [];
    const message = `${fields.length} field(s) ${says}: ${fields.join(', ')}`;
    return [{ severity: 'warning', code, message }];
  });
}
