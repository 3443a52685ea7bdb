import type { ValidatorName } from '../../spec/model.ts';
import type { Validator } from '../validator.ts';
import { characterLimit } from './character-limit.ts';
import { conditional } from './conditional.ts';
import { countMin } from './count-min.ts';
import { dateAfter } from './date-after.ts';
import { dimension } from './dimension.ts';
import { notblank } from './notblank.ts';
import { notnull } from './notnull.ts';
import { required } from './required.ts';
import { unique } from './unique.ts';

/** The nine validators of the standard by name. */
export const VALIDATORS: Readonly<Record<ValidatorName, Validator>> = {
  required,
  unique,
  notnull,
  notblank,
  dimension,
  date_after: dateAfter,
  character_limit: characterLimit,
  count_min: countMin,
  conditional,
};
