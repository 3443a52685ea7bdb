import { ConfigError } from '../problems/errors.ts';
import type { Location, Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import { present } from '../yaml/present.ts';
import { RUN_MOMENTS } from './moments.ts';
import type { Parameter, ParameterType, ParameterValue, Parameters } from './parameters.ts';
import type { Profile } from './profile.ts';
import type { SiteSettings } from './site-settings.ts';

/**
 * Every `$name` that the profile's mappings may use: the run's moments, the profile's own, and its
 * parameters with the site's values.
 * @throws ConfigError when the site sets a parameter that the profile lacks, or one of the wrong
 * type; with its place in the site file.
 */
export function settleParameters(profile: Profile, site?: SiteSettings): Parameters {
  const given = site?.parameters ?? {};
  const problems: Problem[] = [];
  const problem = (name: string, rest: Omit<Problem, 'severity' | 'at'>, at?: Location): void => {
    const place = at ?? site?.yaml.at(['parameters', name], { key: true });
    problems.push(present({ severity: 'error' as const, ...rest, at: place }));
  };
  for (const name of Object.keys(given)) {
    if (!isRunsOwn(name) && !profile.parameters.has(name)) {
      problem(name, {
        code: 'unknown-parameter',
        message: `the profile ${profile.cms} has no parameter "${name}"`,
        hint: didYouMean(name, [...profile.parameters.keys()]),
      });
    }
  }
  const settled = new Map<string, Parameter>();
  for (const name of [...RUN_MOMENTS, ...profile.moments.keys()]) {
    settled.set(name, { name, type: 'moment' });
  }
  for (const [name, parameter] of profile.parameters) {
    const value = given[name] ?? parameter.default;
    if (value === undefined) {
      settled.set(name, { name, type: parameter.type });
    } else if (
      parameter.one_of &&
      !(typeof value === 'string' && parameter.one_of.includes(value))
    ) {
      problem(name, {
        code: 'wrong-type',
        message: `the parameter "${name}" is one of ${parameter.one_of.join(', ')}`,
        hint: parameter.about,
      });
    } else if (fits(parameter.type, value)) {
      settled.set(name, { name, type: parameter.type, value });
    } else {
      const { path, hint } = misfit(parameter.type, value);
      const written = site?.yaml.written(['parameters', name, ...path]);
      problem(
        name,
        {
          code: 'wrong-type',
          message: `the parameter "${name}" takes ${WORDS[parameter.type]}`,
          hint: hint?.(written ?? '') ?? parameter.about,
        },
        site?.yaml.at(['parameters', name, ...path]),
      );
    }
  }
  if (problems.length > 0) {
    throw new ConfigError({
      code: 'bad-parameters',
      message: 'the parameters of the site file cannot be used',
      problems,
    });
  }
  return settled;
}

/**
 * Days that an authority's own scripts take as parameters. Here they are the runner's, and the file
 * that sets them may be taken as it is.
 */
const RUNS_OWN: readonly string[] = ['today', 'window_start', 'window_end', 'far_future'];

function isRunsOwn(name: string): boolean {
  return RUNS_OWN.includes(name);
}

/** Notes on parameters that are set and have no effect. */
export function ignoredParameters(profile: Profile, site?: SiteSettings): readonly Problem[] {
  const ignored = Object.keys(site?.parameters ?? {}).filter(
    (name) => isRunsOwn(name) && !profile.parameters.has(name),
  );
  if (ignored.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'ignored-parameters',
      message: `the runner sets ${ignored.join(', ')} itself: what the site file says of them is ignored`,
      hint: 'today comes from --as-of or the clock, the window from window_years',
    },
  ];
}

const WORDS: Record<Exclude<ParameterType, 'moment'>, string> = {
  text: 'a text',
  integer: 'a whole number',
  text_list: 'a list of texts',
  integer_list: 'a list of whole numbers',
  text_map: 'a map of text to text',
  text_lists: 'a map of name to list of texts',
  integer_lists: 'a map of name to list of whole numbers',
};

/** What a list or a map is made of. */
const INNER: Partial<Record<ParameterType, ParameterType>> = {
  text_list: 'text',
  integer_list: 'integer',
  text_map: 'text',
  text_lists: 'text_list',
  integer_lists: 'integer_list',
};

function fits(type: ParameterType, value: unknown): value is ParameterValue {
  const each = (inner: ParameterType): boolean =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => fits(inner, item));
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'text_list':
      return Array.isArray(value) && value.every((item) => fits('text', item));
    case 'integer_list':
      return Array.isArray(value) && value.every((item) => fits('integer', item));
    case 'text_map':
      return each('text');
    case 'text_lists':
      return each('text_list');
    case 'integer_lists':
      return each('integer_list');
    case 'moment':
      return false;
  }
}

/**
 * Where inside a value the first thing is that does not fit, and what is the commonest slip there:
 * codes that look like numbers.
 */
function misfit(
  type: ParameterType,
  value: unknown,
): {
  readonly path: readonly PropertyKey[];
  /** From what is written there. */
  readonly hint?: (written: string) => string;
} {
  const inner = INNER[type];
  const isList = Array.isArray(value);
  const list = type.endsWith('_list');
  if (inner !== undefined && typeof value === 'object' && value !== null && isList === list) {
    const [key, item] = Object.entries(value).find(([, one]) => !fits(inner, one)) ?? [];
    const deeper = misfit(inner, item);
    return {
      ...deeper,
      path: [...(key === undefined ? [] : [isList ? Number(key) : key]), ...deeper.path],
    };
  }
  if (type === 'text' && typeof value !== 'object') {
    return { path: [], hint: (written) => `write the code as text: '${written}'` };
  }
  return list && !isList ? { path: [], hint: () => 'write it as a list: [a, b]' } : { path: [] };
}
