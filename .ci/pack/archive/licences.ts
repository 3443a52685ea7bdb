import type { Component } from './dependencies.ts';

const RULE = `${'='.repeat(80)}\n`;

/** The name that npm has for a package, and its version. */
function nameOf({ group, name, version }: Component): string {
  return `${group === undefined ? '' : `${group}/`}${name} ${version}`;
}

/** The licence that a package declares, as SPDX spells it. @throws Error when it declares none */
function declared(component: Component): string {
  const words = (component.licenses ?? []).map(
    ({ expression, license }) => expression ?? license?.id ?? license?.name ?? '',
  );
  const text = words.filter(Boolean).join(' AND ');
  if (text === '') throw new Error(`${nameOf(component)} declares no licence`);
  return text;
}

function textsOf({ evidence }: Component): readonly string[] {
  return (evidence?.licenses ?? []).map(({ license }) =>
    Buffer.from(license.text.content, 'base64').toString('utf8').replaceAll('\r\n', '\n').trim(),
  );
}

/**
 * One page with the licence of everything in an archive: what each package declares, and the
 * texts that it brings.
 * @param nodeLicence of Node, which holds those of everything inside of it
 */
export function licencePage(components: readonly Component[], nodeLicence: string): string {
  const sections = components.map((component) => {
    const texts = textsOf(component);
    const body = texts.length > 0 ? texts.join('\n\n') : 'Its package brings no text of it.';
    return `${RULE}${nameOf(component)}\nLicence: ${declared(component)}\n\n${body}\n`;
  });
  return [
    'What ssd-extract brings that others wrote, and their licences.\n',
    ...sections,
    `${RULE}Node.js (node/)\n\n${nodeLicence.trim()}\n`,
  ].join('\n');
}
