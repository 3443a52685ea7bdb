import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import { RUN_MOMENTS } from './moments.ts';
import type { Parameter, ParameterType, ParameterValue, Parameters } from './parameters.ts';
import type { Profile } from './profile.ts';

/**
 * Every `$name` that the profile's mappings may use: the run's moments, the profile's own, and its parameters with the site's values.
 * @throws ConfigError when the site sets a parameter that the profile lacks, or one of the wrong type.
 */
export function settleParameters(profile: Profile, given: Readonly<Record<string, unknown>>): Parameters {
  const problems: Problem[] = [];
  for (const name of Object.keys(given)) {
    if (!profile.parameters.has(name)) problems.push({ severity: 'error', code: 'unknown-parameter', message: `the profile ${profile.cms} has no parameter "${name}"`, hint: didYouMean(name, [...profile.parameters.keys()]) });
  }
  const settled = new Map<string, Parameter>();
  for (const name of [...RUN_MOMENTS, ...profile.moments.keys()]) settled.set(name, { name, type: 'moment' });
  for (const [name, parameter] of profile.parameters) {
    const value = given[name] ?? parameter.default;
    if (value === undefined) settled.set(name, { name, type: parameter.type });
    else if (fits(parameter.type, value)) settled.set(name, { name, type: parameter.type, value });
    else problems.push({ severity: 'error', code: 'wrong-type', message: `the parameter "${name}" takes ${WORDS[parameter.type]}`, hint: parameter.about });
  }
  if (problems.length > 0) throw new ConfigError({ code: 'bad-parameters', message: 'the parameters of the site file cannot be used', problems });
  return settled;
}

const WORDS: Record<Exclude<ParameterType, 'moment'>, string> = { text: 'a text', integer: 'a whole number', text_list: 'a list of texts', integer_list: 'a list of whole numbers' };

function fits(type: ParameterType, value: unknown): value is ParameterValue {
  switch (type) {
    case 'text': return typeof value === 'string';
    case 'integer': return Number.isSafeInteger(value);
    case 'text_list': return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'integer_list': return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item));
    case 'moment': return false;
  }
}
