import type { Plan } from '../mapping/plan.ts';
import type { ObjectValidation } from '../validate/object-validation.ts';
import type { Validation } from '../validate/validation.ts';

/** Begins the checks of an object, with what is known of its columns before any row. */
export function beginChecks(
  validation: Validation,
  plan: Plan,
  columns: readonly string[],
): ObjectValidation {
  const checks = validation.object(plan.object, columns);
  for (const { field, type } of plan.asShown ?? []) {
    checks.warn(
      field,
      'unforeseen-type',
      `its column is ${type} in the CMS: as the database shows it`,
    );
  }
  return checks;
}
