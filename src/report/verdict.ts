import { number } from './page/number.ts';
import type { ReportInput } from './report-input.ts';

/** Of an object's rows, from which share of broken keys on it cannot be joined. */
const KEYS_BROKEN = 0.1;

export interface Reason {
  readonly text: string;
  /** The part of the report that has more of it. */
  readonly part: 'objects' | 'findings' | 'links' | 'warnings';
}

export interface Verdict {
  readonly level: 'usable' | 'with care' | 'not usable';
  /** How the sentence begins; the reasons follow it. */
  readonly opening: string;
  /** The heaviest first. */
  readonly reasons: readonly Reason[];
}

/** What forbids the use of a bundle, and what only asks for care, the heaviest first. */
const STOPS = [nobody, rowsGone, keysBroken];
const CARES = [partial, errors, unmapped, unset, changed, orphans, emptied];

/** Whether the data can be used, and why: docs/report.md says the same in words. */
export function judge(input: ReportInput): Verdict {
  const stops = STOPS.flatMap((rule) => rule(input));
  const cares = CARES.flatMap((rule) => rule(input));
  const reasons = [...stops, ...cares];
  if (stops.length > 0) {
    return { level: 'not usable', opening: 'Do not use this data yet', reasons };
  }
  if (cares.length > 0) {
    return { level: 'with care', opening: 'Use this data with care', reasons };
  }
  const queries = sum(input.findings.map(({ count }) => count));
  const look = queries > 0 ? [`${number(queries)} values are worth a look`] : [];
  return {
    level: 'usable',
    opening: 'This data can be used',
    reasons: ['it breaks no rule of the standard', ...look].map((text) => ({
      text,
      part: 'findings',
    })),
  };
}

function nobody(input: ReportInput): Reason[] {
  return told(input, ['no-persons']);
}

function rowsGone(input: ReportInput): Reason[] {
  return told(input, ['rows-gone']);
}

function keysBroken({ findings, files }: ReportInput): Reason[] {
  return findings
    .filter(({ rule, object, count }) => {
      const rows = files.find((file) => file.object === object)?.rows ?? 0;
      return rule === 'primary-key' && count > rows * KEYS_BROKEN;
    })
    .map(({ object, count }) => ({
      text: `the key of ${object} is missing or repeats in ${number(count)} rows`,
      part: 'findings',
    }));
}

function partial({ partial: words }: ReportInput): Reason[] {
  return words === undefined ? [] : [{ text: words, part: 'objects' }];
}

function errors({ findings }: ReportInput): Reason[] {
  const wrong = findings.filter(({ severity }) => severity === 'error');
  if (wrong.length === 0) return [];
  const objects = new Set(wrong.map(({ object }) => object)).size;
  const found = sum(wrong.map(({ count }) => count));
  const [values, break_] = found === 1 ? ['value', 'breaks'] : ['values', 'break'];
  const where = objects === 1 ? 'one object' : `${objects} objects`;
  const text = `${number(found)} ${values} in ${where} ${break_} a rule of the standard`;
  return [{ text, part: 'findings' }];
}

function unmapped({ files }: ReportInput): Reason[] {
  const names = files.filter(({ status }) => status === 'unmapped').map(({ object }) => object);
  if (names.length === 0) return [];
  const nothing = names.length === 1 ? `${names[0]} is` : `${names.length} objects are`;
  return [{ text: `${nothing} not read, for want of a mapping`, part: 'objects' }];
}

function unset({ warnings }: ReportInput): Reason[] {
  const objects = warnings.filter(({ code }) => code === 'not-configured');
  if (objects.length === 0) return [];
  const lack = objects.length === 1 ? 'one object lacks' : `${objects.length} objects lack`;
  const text = `${lack} rows or fields until the site sets parameters`;
  return [{ text, part: 'warnings' }];
}

function changed(input: ReportInput): Reason[] {
  return told(input, ['rows-changed', 'new-findings']);
}

function orphans({ findings }: ReportInput): Reason[] {
  const count = sum(findings.filter(({ rule }) => rule === 'foreign-key').map((one) => one.count));
  if (count === 0) return [];
  const rows = count === 1 ? 'row names' : 'rows name';
  return [{ text: `${number(count)} ${rows} a parent that is not in the bundle`, part: 'links' }];
}

function emptied(input: ReportInput): Reason[] {
  return told(input, ['empty']);
}

/** What the run itself has warned of. */
function told({ warnings }: ReportInput, codes: readonly string[]): Reason[] {
  return warnings
    .filter(({ code }) => codes.includes(code))
    .map(({ message }) => ({ text: message, part: 'warnings' }));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
