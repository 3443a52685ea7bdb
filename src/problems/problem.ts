/** A place in a text file; line and column count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Only an error stops a run, or makes a bundle invalid. */
export type Severity = 'error' | 'warning';

/** Something wrong, or doubtful, in a file that a person wrote. */
export interface Problem {
  readonly severity: Severity;
  /** Stable, kebab-case: `unknown-validator`, `yaml-syntax`. */
  readonly code: string;
  readonly message: string;
  readonly at?: Location | undefined;
  /** What to do next. */
  readonly hint?: string | undefined;
}

/** `data/objects/ssd_person.yml:12:5` */
export function showLocation(at: Location): string {
  return `${at.file}:${at.line}:${at.column}`;
}

/** One problem as the lines a terminal shows. */
export function showProblem(problem: Problem): string {
  const place = problem.at ? `${oneLine(showLocation(problem.at))}: ` : '';
  const hint = problem.hint ? `\n    ${oneLine(problem.hint)}` : '';
  return `${place}${problem.severity}: ${oneLine(problem.message)} [${problem.code}]${hint}`;
}

/** A line break in a name, as a message shows it: it begins no line of ours. */
export function oneLine(text: string): string {
  return text.replaceAll('\n', '\\n');
}
