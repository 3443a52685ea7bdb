import type { Plan } from '../mapping/plan.ts';
import type { ObjectValidation } from '../validate/object-validation.ts';

/** What is known of an object's columns before any row. */
export function warnOfTypes(
  checks: Pick<ObjectValidation, 'warn'>,
  asShown: Plan['asShown'] = [],
): void {
  for (const { field, type } of asShown) {
    checks.warn(
      field,
      'unforeseen-type',
      `its column is ${type} in the CMS: as the database shows it`,
    );
  }
}
