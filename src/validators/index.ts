import type { Validator } from './validator.ts';
import { characterLimit } from './character-limit.ts';
import { conditional } from './conditional.ts';
import { countMin } from './count-min.ts';
import { dateAfter } from './date-after.ts';
import { dimension } from './dimension.ts';
import { notblank } from './notblank.ts';
import { notnull } from './notnull.ts';
import { required } from './required.ts';
import { unique } from './unique.ts';

/**
 * The validators of the standard, each by the name that a spec gives it. This is the only list of
 * them: the spec reader takes names and arguments from it, findings their rules. A new validator is
 * a file in this folder, a line here, and its row in `docs/validation.md`, which a test asks for.
 */
export const VALIDATORS = {
  required,
  unique,
  notnull,
  notblank,
  dimension,
  date_after: dateAfter,
  character_limit: characterLimit,
  count_min: countMin,
  conditional,
} as const satisfies Readonly<Record<string, Validator>>;

export type ValidatorName = keyof typeof VALIDATORS;

export const VALIDATOR_NAMES = Object.keys(VALIDATORS) as readonly ValidatorName[];

export function isValidatorName(name: string): name is ValidatorName {
  return Object.hasOwn(VALIDATORS, name);
}

export function validatorNamed(name: ValidatorName): Validator {
  return VALIDATORS[name];
}
