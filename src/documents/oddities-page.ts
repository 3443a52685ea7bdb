import fs from 'node:fs/promises';
import path from 'node:path';
import { Document, visit } from 'yaml';
import { type Oddity, type OddityFile, loadOddities } from '../mapping/oddities.ts';
import { profileNames } from '../mapping/profile.ts';
import { DATA_DIR, DOCS_DIR } from '../prepare/paths.ts';
import { usableSpec } from '../prepare/usable-spec.ts';

const PAGE = path.join(DOCS_DIR, 'standard-oddities.md');

/** Writes `docs/standard-oddities.md`; gives its path. */
export async function writeOdditiesPage(): Promise<string> {
  await fs.writeFile(PAGE, odditiesPage());
  return PAGE;
}

/** Whether the page would be written otherwise now. */
export async function staleOdditiesPage(): Promise<boolean> {
  const written = await fs.readFile(PAGE, 'utf8').catch(() => '');
  return written.replaceAll('\r\n', '\n') !== odditiesPage();
}

function odditiesPage(): string {
  const { objects } = usableSpec(DATA_DIR);
  const files = profileNames(DATA_DIR)
    .map((cms) => loadOddities(DATA_DIR, cms, objects))
    .filter((file) => file !== undefined);
  return `${[INTRODUCTION, ...files.map(showFile)].join('\n\n')}\n`;
}

const INTRODUCTION = `# Oddities of the standard

Generated from \`data/cms/<cms>/oddities.yml\` by \`npm run oddities\`. Do not edit.

The standard is what the national reference scripts write: the same child must come out the same way in every authority, or figures stop being
comparable. Where they do something odd, we do the same knowingly (**matched**), unless it is wrong on its face, such as a placeholder that
is no data (**put right**). Each entry says how a site has it another way: the YAML belongs into the site file ([overrides](overrides.md)).`;

function showFile({ cms, about, oddities }: OddityFile): string {
  const objects = [...new Set(oddities.map((oddity) => oddity.object))];
  const matched = oddities.filter((oddity) => oddity.ours === 'matched').length;
  const head = `## ${cms}\n\n${about.trim()} ${oddities.length} entries: ${matched} matched, ${oddities.length - matched} put right.`;
  return [
    head,
    ...objects.flatMap((object) => [
      `### ${object}`,
      ...oddities.filter((oddity) => oddity.object === object).map(showOddity),
    ]),
  ].join('\n\n');
}

function showOddity({
  object,
  fields,
  reference,
  ours,
  does,
  override,
  set,
  otherwise,
}: Oddity): string {
  const subject = fields.length > 0 ? fields.map((field) => `\`${field}\``).join(', ') : 'the rows';
  const yaml = override ? { overrides: { [object]: override } } : set;
  const parts = [
    `- **${subject}.** ${reference.trim()}`,
    `  - *${ours === 'matched' ? 'Matched' : 'Put right'}:* ${does.trim()}`,
    ...(otherwise ? [`  - *Otherwise:* ${otherwise.trim()}`] : []),
    ...(yaml ? [`  - *Otherwise:*\n\n    \`\`\`yaml\n${indent(showYaml(yaml))}\n    \`\`\``] : []),
  ];
  return parts.join('\n');
}

/** As a person would write it: what fits into a line stands in one. */
function showYaml(value: unknown): string {
  const document = new Document(value);
  const format = { lineWidth: 0, flowCollectionPadding: false, indentSeq: false } as const;
  visit(document, {
    Collection: (_, node, path) => {
      const line = new Document(node.toJS(document))
        .toString({ ...format, collectionStyle: 'flow' })
        .trimEnd();
      if (path.length < 4 || line.length > LINE || line.includes('\n')) return undefined;
      node.flow = true;
      return visit.SKIP;
    },
  });
  return document.toString(format).trimEnd();
}

const LINE = 110;

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
