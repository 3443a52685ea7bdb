import path from 'node:path';

/**
 * What was tried against the program, and what held, by kind: the folder of an attack is its kind.
 * A test counts once, or as often as it says: `t.diagnostic('tried 100')`.
 */
export default async function* reporter(source) {
  const kinds = new Map();
  const failures = [];
  const kindOf = (file) => path.basename(path.dirname(file ?? 'unknown/x'));
  const add = (file, figure, count = 1) => {
    const kind = kindOf(file);
    const known = kinds.get(kind) ?? { tried: 0, held: 0, broken: 0, skipped: 0 };
    kinds.set(kind, { ...known, [figure]: known[figure] + count });
  };
  for await (const { type, data } of source) {
    if (type === 'test:diagnostic') {
      const [, count] = /^tried (\d+)$/.exec(data.message) ?? [];
      if (count !== undefined) {
        // the test itself is one of them
        add(data.file, 'tried', Number(count) - 1);
        add(data.file, 'held', Number(count) - 1);
      }
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite' && type === 'test:pass') continue;
    if (data.skip !== undefined) {
      add(data.file, 'skipped');
      continue;
    }
    add(data.file, 'tried');
    add(data.file, type === 'test:pass' ? 'held' : 'broken');
    if (type === 'test:fail') failures.push(data);
  }
  for (const { name, file, line, details } of failures) {
    const cause = details?.error?.cause ?? details?.error;
    yield `broken: ${name} (${path.relative(process.cwd(), file ?? '')}:${line})\n${indent(String(cause?.stack ?? cause))}\n`;
  }
  yield* table([...kinds].sort(([a], [b]) => a.localeCompare(b)));
}

function indent(text) {
  return text.replaceAll(/^/gm, '    ');
}

function* table(kinds) {
  const total = { tried: 0, held: 0, broken: 0, skipped: 0 };
  const line = (name, { tried, held, broken, skipped }) =>
    `${name.padEnd(12)}${[tried, held, broken, skipped].map((n) => String(n).padStart(9)).join('')}\n`;
  yield `${'kind'.padEnd(12)}${['tried', 'held', 'broken', 'skipped'].map((word) => word.padStart(9)).join('')}\n`;
  for (const [kind, figures] of kinds) {
    for (const figure of Object.keys(total)) total[figure] += figures[figure];
    yield line(kind, figures);
  }
  yield line('all', total);
  yield `${total.broken} broken\n`;
}
