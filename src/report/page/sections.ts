import { linksOf } from '../../spec/links.ts';
import type { ReportInput, ReportedExample, ReportedFile } from '../report-input.ts';
import type { Verdict } from '../verdict.ts';
import { type Markup, html } from '../../html/html.ts';
import { number } from './number.ts';
import { table } from './table.ts';

export function showVerdict({ level, opening, reasons }: Verdict, input: ReportInput): Markup {
  const rows = input.files.reduce((sum, file) => sum + file.rows, 0);
  const found = (severity: string): number =>
    input.findings
      .filter((finding) => finding.severity === severity)
      .reduce((sum, { count }) => sum + count, 0);
  const facts: [string, number][] = [
    ['objects', input.files.length],
    ['rows', rows],
    ['errors', found('error')],
    ['warnings', found('warning')],
  ];
  const why = reasons.map(
    ({ text, part }, place) => html`${place === 0 ? ': ' : '; '}<a href="#${part}">${text}</a>`,
  );
  return html`<section id="verdict" class="verdict ${level.replace(' ', '-')}">
    <h2>${opening}${why}.</h2>
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

export function showWarnings({ warnings }: ReportInput): Markup {
  const items = warnings.map(
    ({ code, message }) => html`<li><span class="tag">${code}</span> ${message}</li>`,
  );
  return html`<section id="warnings">
    <h2>What the files do not show</h2>
    ${
      items.length > 0
        ? html`<ul class="plain">
            ${items}
          </ul>`
        : html`<p>Nothing: every object was read, once, and is much as it was in the last runs.</p>`
    }
  </section>`;
}

export function showObjects({ files, findings }: ReportInput): Markup {
  const count = (object: string, severity: string): number =>
    findings
      .filter((one) => one.object === object && one.severity === severity)
      .reduce((sum, one) => sum + one.count, 0);
  const most = Math.max(1, ...files.map(({ rows }) => rows));
  const rows = files.map((file) => {
    const { object, status, reason = '', rows: own } = file;
    const errors = count(object, 'error');
    const warnings = count(object, 'warning');
    return [
      { show: object },
      {
        show: html`${status}${reason === '' ? undefined : html`<br /><span class="note">${reason}</span>`}`,
      },
      {
        show: html`<span class="bar"
          ><meter min="0" max="${most}" value="${own}" aria-hidden="true"></meter
          ><span>${number(own)}</span></span
        >`,
        sort: own,
      },
      { show: change(file), sort: own - (file.before ?? own) },
      {
        show: errors > 0 ? html`<strong class="error">${number(errors)}</strong>` : '0',
        sort: errors,
      },
      { show: number(warnings), sort: warnings },
    ];
  });
  const columns = ['Object', 'Status', 'Rows', 'Since last run', 'Errors', 'Warnings'].map(
    (title, place) => ({ title, kind: place > 1 ? ('number' as const) : undefined }),
  );
  const before = files.some((file) => file.before !== undefined);
  return html`<section id="objects">
    <h2>Objects</h2>
    <p>
      ${before ? 'Compared with the last whole run of the same site, standard and window.' : 'There is no earlier run like this one to compare with.'}
    </p>
    ${table({ id: 'object-table', caption: 'Rows and findings of each object', filter: true }, columns, rows)}
  </section>`;
}

function change({ rows, before }: ReportedFile): string {
  if (before === undefined) return '–';
  if (rows === before) return 'same';
  return `${rows > before ? '+' : '−'}${number(Math.abs(rows - before))}`;
}

export function showFindings({ findings, files }: ReportInput): Markup {
  const ordered = findings.toSorted(
    (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error') || b.count - a.count,
  );
  const rows = ordered.map(({ object, field, rule, severity, count, meaning, examples }) => {
    const all = files.find((file) => file.object === object)?.rows ?? 0;
    const share = all === 0 ? 0 : Math.min(1, count / all);
    return [
      {
        show: html`<code>${field}</code><br /><span class="note">${object}</span>`,
        sort: `${object}.${field}`,
      },
      { show: html`<code>${rule}</code><br /><span class="note">${meaning}</span>`, sort: rule },
      { show: html`<span class="tag ${severity}">${severity}</span>`, sort: severity },
      { show: number(count), sort: count },
      { show: share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(share * 100)} %`, sort: share },
      { show: html`${examples.map(showExample)}`, sort: examples[0]?.row ?? 0 },
    ];
  });
  const columns = ['Field', 'Rule', 'Severity', 'Count', 'Of rows', 'For example'].map(
    (title, place) => ({
      title,
      kind: place === 3 || place === 4 ? ('number' as const) : undefined,
    }),
  );
  return html`<section id="findings">
    <h2>Findings</h2>
    ${
      rows.length > 0
        ? html`<p>
              Row 11 is line 12 in a spreadsheet, which counts the header.
              <code>findings.csv</code> lists more of each, and
              <code>ssd-extract errors RULE</code> says what usually causes one and what to do.
            </p>
            ${table({ id: 'finding-table', caption: 'Findings by field and rule', filter: true }, columns, rows)}`
        : html`<p>None: every value keeps the rules of the standard.</p>`
    }
  </section>`;
}

function showExample({ row, key, value }: ReportedExample): Markup {
  const place = row === 0 ? 'the whole file' : `row ${number(row)}`;
  const of = key === null ? undefined : html` <span class="note">key ${cut(key)}</span>`;
  const held = value === undefined ? undefined : html` <q>${cut(value)}</q>`;
  return html`<span class="example">${place}${of}${held}</span>`;
}

const MOST_SHOWN = 60;

function cut(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

export function showLinks(input: ReportInput, diagram: Markup): Markup {
  const orphans = orphansOf(input);
  const there = new Map(input.files.map(({ object, rows }) => [object, rows]));
  const rows = linksOf(input.spec).map(({ parent, child }) => {
    const count = orphans.get(`${child.object}.${child.field}`) ?? 0;
    const all = there.get(child.object);
    return [
      {
        show: html`<code>${child.field}</code><br /><span class="note">${child.object}</span>`,
        sort: `${child.object}.${child.field}`,
      },
      {
        show: html`<code>${parent.field}</code><br /><span class="note">${parent.object}</span>`,
        sort: `${parent.object}.${parent.field}`,
      },
      { show: all === undefined ? '–' : number(all), sort: all ?? 0 },
      {
        show: count > 0 ? html`<strong class="warning">${number(count)}</strong>` : '0',
        sort: count,
      },
    ];
  });
  const columns = ['Key', 'Names', 'Rows', 'Orphans'].map((title, place) => ({
    title,
    kind: place > 1 ? ('number' as const) : undefined,
  }));
  return html`<section id="links">
    <h2>How objects hang together</h2>
    <p>
      An orphan is a row whose key names a parent that is not in the bundle. Lines with orphans are
      drawn in red and broken.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Diagram of the objects">
      ${diagram}
    </div>
    ${table({ id: 'link-table', caption: 'Orphans of each relationship', filter: true }, columns, rows)}
  </section>`;
}

/** By child, as `object.field`. */
export function orphansOf({ findings }: ReportInput): ReadonlyMap<string, number> {
  return new Map(
    findings
      .filter(({ rule }) => rule === 'foreign-key')
      .map(({ object, field, count }) => [`${object}.${field}`, count]),
  );
}
