import fs from 'node:fs/promises';
import path from 'node:path';
import { DOCS_DIR } from '../prepare/paths.ts';
import { type ErrorGroup, type Explanation, loadExplanations, showExits } from './explanations.ts';
import type { RuleAdvice } from '../validate/advice.ts';

const PAGE = path.join(DOCS_DIR, 'errors.md');

/** Writes `docs/errors.md`; gives its path. */
export async function writeErrorsPage(): Promise<string> {
  await fs.writeFile(PAGE, errorsPage());
  return PAGE;
}

/** Whether the page would be written otherwise now. */
export async function staleErrorsPage(): Promise<boolean> {
  const written = await fs.readFile(PAGE, 'utf8').catch(() => '');
  return written.replaceAll('\r\n', '\n') !== errorsPage();
}

function errorsPage(): string {
  const { groups, findings } = loadExplanations();
  const parts = [INTRODUCTION, contents(groups), ...groups.map(showGroup), showRules(findings)];
  return `${parts.join('\n\n')}\n`;
}

const INTRODUCTION = `# Errors and findings

Generated from \`data/errors.yml\` and \`data/findings.yml\` by \`npm run errors\`. Do not edit.

Every message ends with its code in square brackets, and \`findings.csv\` names the rule of each finding, which is its code. Search this page for it, or print its entry with
\`ssd-extract errors CODE\`. Where a code is a problem in a file, the message says file, line and column, and often what was probably meant. A message that
begins with "warning" does not change the exit code, whatever its code.`;

const FINDINGS = 'Findings';

function contents(groups: readonly ErrorGroup[]): string {
  return [...groups.map(({ title }) => title), FINDINGS]
    .map((title) => `- [${title}](#${title.toLowerCase().replaceAll(' ', '-')})`)
    .join('\n');
}

function showGroup({ title, about, entries }: ErrorGroup): string {
  return [
    `## ${title}`,
    ...(about === undefined ? [] : [about.trim()]),
    ...entries.map((entry) => showEntry(entry.code, entry, showExits(entry.exits))),
  ].join('\n\n');
}

function showRules(rules: readonly RuleAdvice[]): string {
  return [
    `## ${FINDINGS}`,
    RULES_SAY,
    ...rules.map((entry) => showEntry(entry.rule, entry, '')),
  ].join('\n\n');
}

const RULES_SAY = `A finding is a doubtful value in the data, not an error of the run: the bundle is published all the same. \`run\` ends with 1 where \`--fail-on\` asks for it,
\`validate\` where there are errors. [validation.md](validation.md) defines each rule. The texts stand beside each finding in \`findings.csv\`, too, as \`cause\` and \`remedy\`; for
some fields there are closer ones.`;

function showEntry(code: string, { what, why, do: next }: Explanation, end: string): string {
  return [
    `### \`${code}\`\n`,
    `${what.trim()} ${end}`.trim(),
    '',
    `- *Usual causes:* ${why.trim()}`,
    `- *What to do:* ${next.trim()}`,
  ].join('\n');
}
