import { didYouMean } from '../problems/suggest.ts';
import { all, compare, constant } from './construct.ts';
import { type Cursor, everyOne } from './cursor.ts';
import { canBeDate, isNumber, showKind } from './kinds.ts';
import { type Comparison, type Condition, type Value, typeOf } from './language.ts';
import { listNamed } from './named-parameters.ts';
import { parseAbout, parseWithin } from './parse-period.ts';

const WORDS = ['missing', 'present', 'blank', 'filled'] as const;
/** Compared with a value: a column, a $name, a number, a form. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  equals: 'equal',
  differs: 'different',
  before: 'less',
  to: 'at_most',
  after: 'greater',
  from: 'at_least',
  below: 'less',
  at_most: 'at_most',
  above: 'greater',
  at_least: 'at_least',
};
const DATE_COMPARISONS = new Set(['before', 'to', 'after', 'from']);
const TESTS = [
  'is',
  'is_not',
  'in',
  'not_in',
  'starts_with',
  'contains',
  'only',
  'within',
  'about',
  'or',
  ...Object.keys(COMPARISONS),
];

/** Tests of a value: one of the words, or `{is: X, or: missing}`, a map of tests that all hold. */
export function parseTests(node: Cursor, value: Value): Condition | undefined {
  const word = wordAt(node);
  if (word) return parseWord(node, value, word);
  if (!node.isFilledMap) {
    return node.fail(
      'bad-condition',
      'a test is one of the words missing, present, blank, filled or a map of tests',
      `tests: ${TESTS.join(', ')}`,
    );
  }
  const tests = everyOne(
    node
      .entries()
      .filter(([name]) => name !== 'or')
      .map(([name, test]) => parseTest(test, name, value)),
  );
  if (!tests) return undefined;
  const [only, ...others] = tests;
  const together = only && others.length === 0 ? only : all(tests);
  if (!node.has('or')) return together;
  const alternative = parseAlternative(node, value);
  return alternative && { kind: 'any', of: [together, alternative] };
}

/** The word under `or`; what is wrong with its value is reported where the tests stand. */
function parseAlternative(node: Cursor, value: Value): Condition | undefined {
  const word = wordAt(node.at('or'));
  return word
    ? parseWord(node, value, word)
    : node
        .at('or')
        .fail('bad-condition', 'or takes one of the words missing, present, blank, filled');
}

function wordAt(node: Cursor): (typeof WORDS)[number] | undefined {
  return WORDS.find((name) => name === node.raw);
}

function parseWord(
  node: Cursor,
  value: Value,
  word: (typeof WORDS)[number],
): Condition | undefined {
  const ofText = word === 'blank' || word === 'filled';
  return ofText && typeOf(value) !== 'text'
    ? failOfText(node, word, value, 'use missing or present')
    : { kind: word, value };
}

function parseTest(node: Cursor, test: string, value: Value): Condition | undefined {
  const operator = COMPARISONS[test];
  if (operator) return parseComparison(node, test, operator, value);
  switch (test) {
    case 'is':
    case 'is_not': {
      const right = parseConstant(node, value);
      return right && compare(test === 'is' ? 'equal' : 'different', value, right);
    }
    case 'in':
    case 'not_in': {
      const list = parseList(node, value);
      return (
        list && {
          kind: 'in',
          value,
          list,
          negated: test === 'not_in',
          parameter: node.parameterName,
        }
      );
    }
    case 'within':
      return parseWithin(node, value);
    case 'about':
      return parseAbout(node, value);
    case 'starts_with':
    case 'contains':
      if (typeOf(value) !== 'text') return failOfText(node, test, value);
      return typeof node.raw === 'string' && node.raw !== ''
        ? { kind: test, value, text: node.raw }
        : node.fail('bad-condition', `${test} takes a text`);
    case 'only':
      if (typeOf(value) !== 'text') return failOfText(node, test, value);
      return typeof node.raw === 'string' && /^[A-Za-z0-9]+$/.test(node.raw)
        ? { kind: 'only', value, characters: node.raw }
        : node.fail('bad-condition', 'only takes letters and digits');
    default:
      return node.fail(
        'unknown-test',
        `"${test}" is no test`,
        didYouMean(test, [...TESTS, ...WORDS]),
      );
  }
}

function failOfText(node: Cursor, test: string, value: Value, hint?: string): undefined {
  return node.fail('wrong-type', `${test} is a test of texts, this is ${showKind(value)}`, hint);
}

function parseComparison(
  node: Cursor,
  test: string,
  operator: Comparison,
  left: Value,
): Condition | undefined {
  const right = node.value();
  if (!right) return undefined;
  const types = [typeOf(left), typeOf(right)];
  const dates = canBeDate(left) && canBeDate(right);
  if (DATE_COMPARISONS.has(test) && !dates) {
    return node.fail(
      'wrong-type',
      `${test} compares dates, this compares ${types.join(' with ')}`,
      'numbers: below, at_most, above, at_least',
    );
  }
  const numbers = types.every((type) => type === null || isNumber(type));
  if (dates || numbers || types[0] === types[1]) return compare(operator, left, right);
  return node.fail(
    'wrong-type',
    `${types.join(' is compared with ')}`,
    'convert one of them: to_text, to_integer, to_datetime',
  );
}

/** A constant of the same kind as the value: `is: CHI` for text, `is: -1` for a number. */
function parseConstant(node: Cursor, value: Value): Value | undefined {
  const { raw } = node;
  if (node.parameterName !== undefined) {
    const named = node.value();
    return named && ofKindOf(node, value, named);
  }
  if (typeof raw !== 'string' && typeof raw !== 'number') {
    return node.fail('bad-condition', 'a text, a number or a $name belongs here');
  }
  if (typeof raw === 'string' && raw.trim() === '') {
    return node.fail(
      'bad-condition',
      'an empty text cannot be compared: Oracle holds none',
      'use blank or filled',
    );
  }
  return ofKindOf(node, value, constant(raw));
}

/** The constant, when it is of the kind of the value that it is compared with. */
function ofKindOf(node: Cursor, value: Value, right: Value): Value | undefined {
  const [wanted, given] = [typeOf(value), typeOf(right)];
  const numbers = isNumber(wanted) && isNumber(given);
  if (given === null || wanted === given || numbers) return right;
  return node.fail(
    'wrong-type',
    `${wanted ?? 'null'} is compared with ${given}`,
    given === 'integer' ? "write the number as text: '1'" : 'write a number without quotes',
  );
}

function parseList(node: Cursor, value: Value): Value[] | undefined {
  if (node.parameterName !== undefined) {
    const list = listNamed(node);
    return list && parseList(node.reading(list), value);
  }
  const items = node.items();
  return items
    ? everyOne(items.map((item) => parseConstant(item, value)))
    : node.fail(
        'bad-condition',
        'a list of texts or numbers, or the $name of a list, belongs here',
      );
}
