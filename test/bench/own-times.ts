import type { Profiler } from 'node:inspector';

export interface OwnTime {
  /** Function, file and line, as far as there are any. */
  readonly name: string;
  readonly milliseconds: number;
}

/** A profile as functions with the time of their own, most first. */
export function ownTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): OwnTime[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? '';
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  }
  return [...times]
    .map(([name, milliseconds]) => ({ name, milliseconds }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

function nameOf({
  functionName,
  url,
  lineNumber,
}: Profiler.Profile['nodes'][0]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const file = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/(?=(?:src|test)\/)/, '');
  return `\`${name}\` ${file}:${lineNumber + 1}`;
}
