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
export function isStillChecked(shown: string): boolean {
  return shown === 'keep' || shown.startsWith('id ');
}
