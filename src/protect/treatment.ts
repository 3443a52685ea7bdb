/** The table of treatments, beside the objects of a spec. */
export const TREATMENTS_FILE = 'pseudonyms.yml';

/** What becomes of a field in a pseudonymised file. */
export type Treatment =
  | { readonly kind: 'keep' | 'drop' | 'month' | 'sector' | 'whole' | 'codes' }
  /** A JSON object of which only these keys stay. */
  | { readonly kind: 'json'; readonly keys: readonly string[] }
  /** A pseudonym of `characters`; the same domain and id always give the same one. */
  | { readonly kind: 'id'; readonly domain: string; readonly characters: number };

/** By object and field. */
export type Treatments = ReadonlyMap<string, ReadonlyMap<string, Treatment>>;

/** A treatment in the words of a manifest: `drop`, `month`, `id person`. */
export function showTreatment(treatment: Treatment): string {
  return treatment.kind === 'id' ? `id ${treatment.domain}` : treatment.kind;
}

/**
 * Whether a field with this treatment, as a manifest words it, still says what the rules of the
 * standard are about: it is as it was, or a pseudonym, which is there, unique and found elsewhere
 * exactly where the id was.
 */
function isStillChecked(shown: string): boolean {
  return shown === 'keep' || shown.startsWith('id ');
}

/**
 * By object, the fields that no longer say what the rules are about.
 * @param shown treatments as a manifest words them, by object and field
 */
export function alteredFields(
  shown: Readonly<Record<string, Readonly<Record<string, string>>>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    Object.entries(shown).map(([object, fields]) => {
      const altered = Object.entries(fields).filter(([, treatment]) => !isStillChecked(treatment));
      return [object, new Set(altered.map(([field]) => field))];
    }),
  );
}
