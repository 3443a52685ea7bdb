import { type Markup, html } from '../../html/html.ts';
import { DATA_DIR, toolVersion } from '../../prepare/paths.ts';
import { readAssets } from '../../report/assets.ts';
import { number } from '../../report/page/number.ts';
import { page } from '../../report/page/page.ts';
import { type Column, type TableCell, table } from '../../report/page/table.ts';
import {
  type BundleDiff,
  type NamedCode,
  type ObjectDiff,
  type Side,
  movedRows,
} from './bundle-diff.ts';
import { schemaWords, shareWords, statusWords, unkeyedWords, verdictOf } from './diff-words.ts';

const PARTS = [
  ['objects', 'Objects'],
  ['fields', 'Fields'],
  ['schema', 'Schema'],
  ['codes', 'Codes'],
] as const;

/** The comparison as one page that needs nothing else, in the style of a bundle's report. */
export async function renderDiff(diff: BundleDiff): Promise<string> {
  const body = html`<a class="skip" href="#verdict">Skip to the verdict</a>
    <header>
      <h1>${diff.a.site} <span>Two bundles compared</span></h1>
      <p class="note">A: ${sideWords(diff.a)}<br />B: ${sideWords(diff.b)}</p>
      <nav aria-label="Parts of the page">
        ${PARTS.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}
      </nav>
    </header>
    <main>
      ${showVerdict(diff)} ${showObjects(diff)} ${showFields(diff)} ${showSchema(diff)}
      ${showCodes(diff)}
    </main>
    <footer>
      <p class="note">
        By ssd-extract ${toolVersion()}. It holds figures about persons: treat it like the bundles.
        docs/analysts.md says what each part means.
      </p>
    </footer>`;
  const title = `${diff.a.site}: ${diff.a.run} and ${diff.b.run} compared`;
  return page({ title, body, assets: await readAssets(DATA_DIR) }).text;
}

function sideWords({ run, site, cms, asOf, spec }: Side): string {
  return `${run}, ${site}, from ${cms}, as of ${asOf}, spec ${spec}`;
}

function showVerdict(diff: BundleDiff): Markup {
  const { added, removed, changed, unchanged } = diff.rows;
  const facts: [string, number][] = [
    ['rows added', added],
    ['removed', removed],
    ['changed', changed],
    ['the same', unchanged],
  ];
  const notes = diff.notes.map(
    ({ about, message }) => html`<li><span class="tag warning">${about}</span> ${message}</li>`,
  );
  return html`<section id="verdict" class="verdict ${diff.status === 'same' ? 'usable' : ''}">
    <h2>${verdictOf(diff)}.</h2>
    ${
      notes.length > 0
        ? html`<ul class="plain">
            ${notes}
          </ul>`
        : undefined
    }
    <dl>
      ${facts.map(
        ([name, count]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${number(count)}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

const columns = (words: readonly string[], numbers: readonly string[]): Column[] => [
  ...words.map((title) => ({ title })),
  ...numbers.map((title) => ({ title, kind: 'number' as const })),
];

const count = (value: number | null): TableCell => ({
  show: value === null ? '–' : number(value),
  sort: value ?? -1,
});

function showObjects({ objects }: BundleDiff): Markup {
  const most = Math.max(1, ...objects.map(movedRows));
  const rows = objects.map((object) => {
    const { added, removed, changed, total } = object;
    const moved = movedRows(object);
    const bar = html`<span class="bar"
      ><meter min="0" max="${most}" value="${moved}" aria-hidden="true"></meter
      ><span>${number(moved)}</span></span
    >`;
    return [
      { show: object.object },
      { show: statusCell(object) },
      { show: bar, sort: moved },
      ...[added, removed, changed, total.a, total.b].map(count),
    ];
  });
  const head = columns(
    ['Object', 'Status'],
    ['Moved', 'Added', 'Removed', 'Changed', 'Rows of A', 'Rows of B'],
  );
  return html`<section id="objects">
    <h2>Objects</h2>
    <p>
      A row is added when B alone has it, removed when A alone has it, and changed when both have
      its key and a field has another value. Moved is the sum of the three.
    </p>
    ${table({ id: 'object-table', caption: 'Rows of each object', filter: true }, head, rows)}
  </section>`;
}

function statusCell(object: ObjectDiff): Markup {
  const unkeyed = unkeyedWords(object);
  const note = unkeyed === undefined ? undefined : html`<br /><span class="note">${unkeyed}</span>`;
  return html`${statusWords(object)}${note}`;
}

function showFields({ objects }: BundleDiff): Markup {
  const rows = objects.flatMap(({ object, fields }) =>
    fields.map(({ field, changed, share }) => [
      { show: html`<code>${field}</code>` },
      { show: object },
      count(changed),
      { show: shareWords(share), sort: share },
    ]),
  );
  const head = columns(['Field', 'Object'], ['Changed', 'Of rows in both']);
  const sorted = rows.toSorted((one, other) => Number(other[2]?.sort) - Number(one[2]?.sort));
  return html`<section id="fields">
    <h2>Fields</h2>
    ${tableOr('No field has another value in a row that both have.', 'field-table', 'Fields that changed', head, sorted)}
  </section>`;
}

function showSchema({ objects }: BundleDiff): Markup {
  const rows = objects.flatMap(({ object, schema }) =>
    schema.map((change) => [
      { show: object },
      { show: change.what },
      { show: html`${schemaWords(change)}` },
    ]),
  );
  return html`<section id="schema">
    <h2>Schema</h2>
    ${tableOr('Both bundles describe what they share alike.', 'schema-table', 'What the descriptions say differently', columns(['Object', 'What', 'Change'], []), rows)}
  </section>`;
}

function showCodes({ objects }: BundleDiff): Markup {
  const rows = objects.flatMap(({ codes }) =>
    codes.map(({ field, added, removed, reworded, appeared, gone }) => [
      { show: html`<code>${field}</code>` },
      { show: named(added) },
      { show: named(removed) },
      {
        show: html`${reworded.map(({ code, a, b }) => html`<span class="example">${code}: ${a} → ${b}</span>`)}`,
      },
      { show: named(appeared) },
      { show: named(gone) },
    ]),
  );
  const titles = ['Field', 'Allowed in B only', 'Allowed in A only', 'Other words'];
  const head = columns([...titles, 'In rows of B only', 'In rows of A only'], []);
  return html`<section id="codes">
    <h2>Codes</h2>
    ${tableOr('The same codes are allowed, and the same ones occur.', 'code-table', 'Codes that came or went', head, rows)}
  </section>`;
}

function named(codes: readonly NamedCode[]): Markup {
  return html`${codes.map(({ code, description }) => html`<span class="example">${code} <span class="note">${description}</span></span>`)}`;
}

function tableOr(
  none: string,
  id: string,
  caption: string,
  head: readonly Column[],
  rows: readonly (readonly TableCell[])[],
): Markup {
  if (rows.length === 0) return html`<p>${none}</p>`;
  return table({ id, caption, filter: true }, head, rows);
}
