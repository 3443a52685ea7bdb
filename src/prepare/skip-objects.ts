import type { Plan } from '../mapping/plan.ts';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { Site } from '../site/model.ts';

export interface Skipped {
  readonly plans: readonly Plan[];
  readonly problems: readonly Problem[];
}

/**
 * The plans with those that the site leaves out for good: their files have a header and no rows, as
 * those of a placeholder, and the site's reason. The bundle is not partial for that.
 */
export function skipObjects(plans: readonly Plan[], { skip, yaml }: Site): Skipped {
  const names = plans.map((plan) => plan.object);
  const problems = Object.keys(skip)
    .filter((object) => !names.includes(object))
    .map((object): Problem => ({
      severity: 'error',
      code: 'unknown-object',
      message: `there is no object "${object}" in the bundle`,
      at: yaml.at(['skip', object]),
      hint: didYouMean(object, names),
    }));
  return { plans: plans.map((plan) => skipOne(plan, skip[plan.object])), problems };
}

function skipOne(plan: Plan, reason: string | undefined): Plan {
  if (reason === undefined) return plan;
  return { ...plan, status: 'skipped', reason, source: undefined, copied: undefined };
}
