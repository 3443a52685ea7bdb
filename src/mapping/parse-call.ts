import { call, openEnd } from './construct.ts';
import type { Cursor } from './cursor.ts';
import { FUNCTIONS, type FunctionName, type FunctionSignature } from './functions.ts';
import { canBeDate, sharedKind, showKind } from './kinds.ts';
import { type Value, typeOf } from './language.ts';
import { parameterNamed } from './named-parameters.ts';

/** What stands under the name of a function: its argument, or a list of them. */
export function parseCall(fn: FunctionName, node: Cursor): Value | undefined {
  const signature: FunctionSignature = FUNCTIONS[fn];
  const nodes = node.items() ?? [node];
  const fits = signature.repeats
    ? nodes.length >= signature.args.length
    : nodes.length === signature.args.length;
  if (!fits) {
    return node.fail(
      'wrong-arguments',
      `${fn} takes ${signature.repeats ? 'at least ' : ''}${signature.args.length} argument(s), not ${nodes.length}`,
    );
  }
  const args: Value[] = [];
  for (const [index, item] of nodes.entries()) {
    const argument = parseArgument(fn, index, item);
    if (!argument) return undefined;
    args.push(argument);
  }
  const type = signature.result === 'same' ? sharedKind(node, args) : signature.result;
  return type && call(fn, args, type);
}

function parseArgument(fn: FunctionName, index: number, node: Cursor): Value | undefined {
  const { args }: FunctionSignature = FUNCTIONS[fn];
  const bareText = index > 0 && typeof node.raw === 'string' && takesConstant(fn);
  const value = (bareText ? node.reading({ const: node.raw }) : node).value();
  if (!value) return undefined;
  const allowed = args[Math.min(index, args.length - 1)];
  const type = typeOf(value);
  if (allowed === 'same' || type === null || allowed?.includes(type)) return value;
  return node.fail(
    'wrong-type',
    `${fn} takes ${allowed?.join(' or ') ?? 'nothing'} here, this is ${type}`,
    'convert it first: to_text, to_integer, to_float, to_datetime, to_date',
  );
}

/**
 * After the first argument these take constants: `{remove: [a.POSTCODE, ' ']}`, `{null_if: [a.CODE,
 * X]}`, `{format_date: [a.SINCE, DD/MM/YYYY]}`.
 */
function takesConstant(fn: FunctionName): boolean {
  return fn === 'remove' || fn === 'null_if' || fn === 'format_date';
}

/** `{open_end: value}`: the moment, or one in the far future when it is null. */
export function parseOpenEnd(node: Cursor): Value | undefined {
  const value = node.value();
  if (!value) return undefined;
  return canBeDate(value)
    ? openEnd(value)
    : node.fail('wrong-type', `open_end takes a date, this is ${showKind(value)}`);
}

/** `{hash: [value, $name]}`: by the hash that the parameter names, md5 or checksum. */
export function parseHash(node: Cursor): Value | undefined {
  const [of, by, ...rest] = node.items() ?? [];
  if (by?.parameterName === undefined || rest.length > 0) {
    return node.fail(
      'bad-value',
      'hash takes a text and the $name of the parameter that says which hash',
    );
  }
  const parameter = parameterNamed(by);
  if (!parameter || !of) return undefined;
  const fn = parameter.value ?? 'md5';
  if (fn !== 'md5' && fn !== 'checksum') {
    return by.fail('wrong-type', `${String(by.raw)} is neither md5 nor checksum`);
  }
  return parseCall(fn, of);
}
