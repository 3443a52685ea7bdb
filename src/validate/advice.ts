import { z } from 'zod';
import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import { checkShape } from '../yaml/check-shape.ts';
import { type YamlFile, readYaml } from '../yaml/read.ts';
import { RULES } from './rules.ts';

const text = z.string().min(1);
const whole = z.strictObject({ what: text, why: text, do: text });
const closer = z
  .strictObject({ why: text.optional(), do: text.optional() })
  .refine((words) => words.why !== undefined || words.do !== undefined, 'give why, do, or both');

const fileShape = z.strictObject({
  rules: z.record(z.string(), whole),
  /** By object, field and rule. */
  fields: z.record(z.string(), z.record(z.string(), z.record(z.string(), closer))).default({}),
});

/** What people are told of a rule. */
export interface RuleAdvice {
  readonly rule: string;
  readonly what: string;
  /** The usual causes. */
  readonly why: string;
  /** What to do. */
  readonly do: string;
}

export interface FindingPlace {
  readonly object: string;
  readonly field: string;
  readonly rule: string;
}

/** What is known of findings: their usual causes and what to do, by rule and closer by field. */
export interface Advice {
  /** In the order of the file. */
  readonly rules: readonly RuleAdvice[];
  /** Every place for which there are closer words. */
  readonly places: readonly FindingPlace[];
  of(place: FindingPlace): Pick<RuleAdvice, 'why' | 'do'>;
}

/**
 * Loads `findings.yml`, where every rule is explained.
 * @throws ConfigError with the places where the file is broken.
 */
export function loadAdvice(file: string): Advice {
  const yaml = readYaml(file);
  const { value, problems } = checkShape(yaml, fileShape);
  const faults = value ? ruleFaults(yaml, value) : problems;
  if (value === undefined || faults.length > 0) {
    throw new ConfigError({
      code: 'bad-findings',
      message: 'the explanations of findings cannot be used',
      problems: faults,
    });
  }
  const { fields } = value;
  const rules = Object.entries(value.rules).map(([rule, words]) => ({
    rule,
    what: words.what.trim(),
    why: words.why.trim(),
    do: words.do.trim(),
  }));
  const byRule = new Map(rules.map((words) => [words.rule, words]));
  return {
    rules,
    places: placesOf(fields),
    of: ({ object, field, rule }) => {
      const own = fields[object]?.[field]?.[rule];
      const usual = byRule.get(rule);
      return { why: own?.why?.trim() ?? usual?.why ?? '', do: own?.do?.trim() ?? usual?.do ?? '' };
    },
  };
}

type Fields = z.infer<typeof fileShape>['fields'];

function placesOf(fields: Fields): FindingPlace[] {
  return Object.entries(fields).flatMap(([object, ofObject]) =>
    Object.entries(ofObject).flatMap(([field, ofField]) =>
      Object.keys(ofField).map((rule) => ({ object, field, rule })),
    ),
  );
}

/** Rules that there are none of, and rules that nothing is said of. */
function ruleFaults(yaml: YamlFile, { rules, fields }: z.infer<typeof fileShape>): Problem[] {
  const known = Object.keys(RULES);
  const written = [
    ...Object.keys(rules).map((rule) => ({ rule, path: ['rules', rule] })),
    ...placesOf(fields).map(({ object, field, rule }) => ({
      rule,
      path: ['fields', object, field, rule],
    })),
  ];
  const unknown = written
    .filter(({ rule }) => !known.includes(rule))
    .map(({ rule, path }): Problem => ({
      severity: 'error',
      code: 'unknown-rule',
      message: `there is no rule named "${rule}"`,
      at: yaml.at(path, { key: true }),
      hint: didYouMean(rule, known),
    }));
  const missing = known
    .filter((rule) => !Object.hasOwn(rules, rule))
    .map((rule): Problem => ({
      severity: 'error',
      code: 'unexplained-rule',
      message: `the rule ${rule} is not explained`,
      at: yaml.at(['rules']),
    }));
  return [...unknown, ...missing];
}
