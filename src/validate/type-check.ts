import type { SpecField } from '../spec/model.ts';
import { characters } from '../validators/characters.ts';
import { parseMoment } from '../validators/dates.ts';
import type { RuleCode } from './rules.ts';
import type { CellCheck } from '../validators/validator.ts';

export interface RuledCheck {
  readonly rule: RuleCode;
  readonly check: CellCheck;
  /** It says nothing of an empty cell, and need not be asked. */
  readonly passesEmpty: boolean;
}

/** What a field's type and size ask of its cells; for empty ones they are not asked. */
export function typeChecks(field: SpecField): RuledCheck[] {
  const checks: RuledCheck[] = [];
  const add = (rule: RuleCode, message: string, holds: (text: string) => boolean): void => {
    checks.push({
      rule,
      check: (cell) => (cell === null || holds(cell) ? null : message),
      passesEmpty: true,
    });
  };
  switch (field.type) {
    case 'date':
    case 'datetime':
      add('type', 'this is no date', (text) => parseMoment(text) !== null);
      add('sentinel-date', 'a stand-in for a date that is not known', (text) => !isSentinel(text));
      break;
    case 'int':
      add('type', 'this is no whole number', (text) => /^\s*[+-]?\d+\s*$/.test(text));
      break;
    case 'float':
      add('type', 'this is no number', (text) =>
        /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(text),
      );
      break;
    case 'boolean':
      add('type', 'this is none of 0, 1, Y, N, true, false', (text) =>
        /^\s*([01yn]|true|false)\s*$/i.test(text),
      );
      break;
    case 'list':
      add('type', 'this is no JSON list', (text) => Array.isArray(parseJson(text)));
      break;
    case 'string':
    case 'categorical':
      break;
  }
  if (field.name.endsWith('_json') && field.type !== 'list') {
    add('json', 'this is no valid JSON', (text) => parseJson(text) !== undefined);
  }
  const { size } = field;
  if (size !== undefined) {
    add(
      'size',
      `the text is longer than ${size} characters`,
      (text) => text.length <= size || characters(text) <= size,
    );
  }
  return checks;
}

/** Dates that systems put where there is none. */
function isSentinel(text: string): boolean {
  const moment = parseMoment(text);
  return moment !== null && (moment < '1900-01-02' || moment >= '9999');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
