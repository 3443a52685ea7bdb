import type { Profiler } from 'node:inspector';

export interface OwnTime {
  /** A function with its file and line, as far as there are any; or a package, or a room. */
  readonly name: string;
  readonly milliseconds: number;
}

/** The place of what the profiler itself does. */
export const PROFILER = 'node:inspector';

/** What V8 does on nobody's behalf. */
const NO_CALL = /^\((?:garbage collector|idle|program)\)$/;

type Node = Profiler.Profile['nodes'][0];

/** A profile as functions with the time of their own, most first. */
export function ownTimes(profile: Profiler.Profile): OwnTime[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  return sum(profile, (id) => names.get(id) ?? '');
}

/**
 * A profile as packages and rooms of `src/`, most first: what Node and V8 do inside of a call
 * counts as the caller's.
 */
export function timesByPlace(profile: Profiler.Profile): OwnTime[] {
  const places = new Map<number, string>();
  const parents = new Map<number, Node>();
  for (const node of profile.nodes) {
    for (const child of node.children ?? []) parents.set(child, node);
    const { url, functionName } = node.callFrame;
    const inherited = places.get(parents.get(node.id)?.id ?? 0);
    const own = placeOf(url) ?? (NO_CALL.test(functionName) ? functionName : undefined);
    places.set(node.id, own ?? inherited ?? 'Node itself');
  }
  return sum(profile, (id) => places.get(id) ?? '');
}

function sum(
  { samples = [], timeDeltas = [] }: Profiler.Profile,
  nameOfNode: (id: number) => string,
): OwnTime[] {
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = nameOfNode(id);
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  }
  return [...times]
    .map(([name, milliseconds]) => ({ name, milliseconds }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

/** The package or the room of a file, compiled or not. */
function placeOf(url: string): string | undefined {
  if (url.startsWith(PROFILER)) return PROFILER;
  const inPackage = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (inPackage !== undefined) return `the package \`${inPackage}\``;
  const [, tree, room] = /^file:.*\/(src|dist|test)\/([^/]+)\//.exec(url) ?? [];
  if (tree === undefined || room === undefined) return undefined;
  return `\`${tree === 'dist' ? 'src' : tree}/${room}/\``;
}

function nameOf({ functionName, url, lineNumber }: Node['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const file = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/(?=(?:src|dist|test)\/)/, '');
  return `\`${name}\` ${file}:${lineNumber + 1}`;
}
