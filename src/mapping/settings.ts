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
    if (!isRunsOwn(name) && !profile.parameters.has(name)) problems.push({ severity: 'error', code: 'unknown-parameter', message: `the profile ${profile.cms} has no parameter "${name}"`, hint: didYouMean(name, [...profile.parameters.keys()]) });
  }
  const settled = new Map<string, Parameter>();
  for (const name of [...RUN_MOMENTS, ...profile.moments.keys()]) settled.set(name, { name, type: 'moment' });
  for (const [name, parameter] of profile.parameters) {
    const value = given[name] ?? parameter.default;
    if (value === undefined) settled.set(name, { name, type: parameter.type });
    else if (parameter.one_of && !(typeof value === 'string' && parameter.one_of.includes(value))) problems.push({ severity: 'error', code: 'wrong-type', message: `the parameter "${name}" is one of ${parameter.one_of.join(', ')}`, hint: parameter.about });
    else if (fits(parameter.type, value)) settled.set(name, { name, type: parameter.type, value });
    else problems.push({ severity: 'error', code: 'wrong-type', message: `the parameter "${name}" takes ${WORDS[parameter.type]}`, hint: parameter.about });
  }
  if (problems.length > 0) throw new ConfigError({ code: 'bad-parameters', message: 'the parameters of the site file cannot be used', problems });
  return settled;
}

/** Days that an authority's own scripts take as parameters. Here they are the runner's, and the file that sets them may be taken as it is. */
const RUNS_OWN: readonly string[] = ['today', 'window_start', 'window_end', 'far_future'];

function isRunsOwn(name: string): boolean {
  return RUNS_OWN.includes(name);
}

/** Notes on parameters that are set and have no effect. */
export function ignoredParameters(profile: Profile, given: Readonly<Record<string, unknown>>): readonly Problem[] {
  const ignored = Object.keys(given).filter((name) => isRunsOwn(name) && !profile.parameters.has(name));
  if (ignored.length === 0) return [];
  return [{ severity: 'warning', code: 'ignored-parameters', message: `the runner sets ${ignored.join(', ')} itself: what the site file says of them is ignored`, hint: 'today comes from --as-of or the clock, the window from window_years' }];
}

const WORDS: Record<Exclude<ParameterType, 'moment'>, string> = {
  text: 'a text', integer: 'a whole number', text_list: 'a list of texts', integer_list: 'a list of whole numbers',
  text_map: 'a map of text to text', text_lists: 'a map of name to list of texts', integer_lists: 'a map of name to list of whole numbers',
};

function fits(type: ParameterType, value: unknown): value is ParameterValue {
  const each = (inner: ParameterType): boolean => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((item) => fits(inner, item));
  switch (type) {
    case 'text': return typeof value === 'string';
    case 'integer': return Number.isSafeInteger(value);
    case 'text_list': return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'integer_list': return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item));
    case 'text_map': return each('text');
    case 'text_lists': return each('text_list');
    case 'integer_lists': return each('integer_list');
    case 'moment': return false;
  }
}
