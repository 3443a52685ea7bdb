import { all, compare, constant } from './construct.ts';
import type { Cursor } from './cursor.ts';
import { isMap } from './context.ts';
import { sharedKind, showKind } from './kinds.ts';
import { type CaseBranch, type Value, typeOf } from './language.ts';
import { mapNamed } from './named-parameters.ts';

/** `{case: [{when: condition, then: value}], else: value}` */
export function parseCase(node: Cursor): Value | undefined {
  const items = node.at('case').items();
  if (!items) {
    return node.at('case').fail('bad-value', 'case takes a list of {when: condition, then: value}');
  }
  const branches: CaseBranch[] = [];
  for (const item of items) {
    const branch = parseBranch(item);
    if (!branch) return undefined;
    branches.push(branch);
  }
  return withElse(node, branches);
}

function parseBranch(node: Cursor): CaseBranch | undefined {
  if (!node.has('when') || !node.has('then') || node.keys().length !== 2) {
    return node.fail('bad-value', 'a branch of a case is {when: condition, then: value}');
  }
  const when = node.at('when').conditions();
  const then = node.at('then').value();
  return when && then && { when: all(when), then };
}

/**
 * `{match: value, with: {YES: Y, NO: N}, else: value}`: the constant beside the first text that
 * equals the value.
 */
export function parseMatch(node: Cursor): Value | undefined {
  const value = node.at('match').value();
  const table = tableOf(node.at('with'));
  if (!table) {
    return node.fail(
      'bad-value',
      'match needs with: a map of text to constant, or the $name of one',
    );
  }
  if (!value) return undefined;
  if (typeOf(value) !== 'text') {
    return node.at('match').fail('wrong-type', `match compares texts, this is ${showKind(value)}`);
  }
  const branches: CaseBranch[] = [];
  for (const [text, result] of Object.entries(table)) {
    if (typeof result !== 'string' && typeof result !== 'number') {
      return node
        .at('with')
        .at(text)
        .fail('bad-value', 'the result of a match is a text or a number');
    }
    branches.push({ when: compare('equal', value, constant(text)), then: constant(result) });
  }
  // a map that the authority has not set: nothing is in it, but it is of the same kind and reads
  // the same column as when it is
  if (branches.length === 0) {
    branches.push({ when: { kind: 'in', value, list: [], negated: false }, then: value });
  }
  const matched = withElse(node, branches);
  return matched?.kind === 'case'
    ? { ...matched, parameter: node.at('with').parameterName }
    : matched;
}

function tableOf(node: Cursor): Readonly<Record<string, unknown>> | undefined {
  return isMap(node.raw) ? node.raw : mapNamed<string>(node, ['text_map']);
}

function withElse(node: Cursor, branches: readonly CaseBranch[]): Value | undefined {
  if (!node.has('else')) {
    return node.fail('bad-value', 'else is missing', 'write else: null when nothing else is meant');
  }
  const otherwise = node.at('else').value();
  if (!otherwise) return undefined;
  if (branches.length === 0) return otherwise;
  const type = sharedKind(node, [...branches.map((branch) => branch.then), otherwise]);
  return type && { kind: 'case', branches, otherwise, type };
}
