import type { ObjectFigures } from '../gather/figures.ts';
import type { ReportInput } from '../report-input.ts';
import { type Markup, html } from '../../html/html.ts';
import { number } from './number.ts';
import { table } from './table.ts';

/** How full each field is: a strip of cells for each object, and the same as a table. */
export function showCompleteness({ figures, spec, suppressBelow }: ReportInput): Markup {
  const filled = [...figures.values()].filter(({ rows }) => rows > 0);
  const rows = filled.flatMap((object) => {
    const fields = spec.objects.find(({ name }) => name === object.object)?.fields ?? [];
    return object.columns.map((name, column) => {
      const share = shareOf(object, column, suppressBelow);
      const field = fields.find((candidate) => candidate.name === name);
      return [
        { show: html`${name}` },
        { show: field?.type ?? '' },
        { show: share.words, sort: share.percent },
        { show: field?.description ?? '' },
      ];
    });
  });
  const columns = [
    { title: 'Field' },
    { title: 'Type' },
    { title: 'Filled', kind: 'number' as const },
    { title: 'Meaning' },
  ];
  const caption = 'How full each field is';
  return html`<section id="completeness">
    <h2>Completeness</h2>
    <p>
      Each cell is a field, in the order of the file: how many of a hundred rows have a value. A
      field may rightly be empty, such as the end of what is still open. Objects without rows are
      left out.
    </p>
    ${legend()}
    <div class="heat">${filled.map((object) => strip(object, suppressBelow))}</div>
    <details>
      <summary>Every field as a table</summary>
      ${table({ id: 'fields', caption, filter: true }, columns, rows)}
    </details>
  </section>`;
}

function legend(): Markup {
  const steps = ['nothing', 'under 25 %', 'under 75 %', 'under 95 %', '95 % and more'];
  const keys = steps.map(
    (words, step) => html`<li><span class="cell s${step}"></span>${words}</li>`,
  );
  return html`<ul class="legend" aria-label="What the colours mean">
    ${keys}
  </ul>`;
}

function strip(object: ObjectFigures, below: number | false): Markup {
  const cells = object.columns.map((name, column) => {
    const { percent, short, words } = shareOf(object, column, below);
    return html`<li class="cell s${stepOf(percent)}" title="${name}: ${words}">
      <span class="unseen">${name} </span>${short}
    </li>`;
  });
  return html`<div class="strip">
    <h3>${object.object}</h3>
    <ol>
      ${cells}
    </ol>
  </div> `;
}

interface Share {
  readonly percent: number;
  /** For a small cell, and in full. */
  readonly short: string;
  readonly words: string;
}

/** A few rows among many, filled or empty, are told as a few. */
function shareOf({ rows, filled }: ObjectFigures, column: number, below: number | false): Share {
  const count = filled[column] ?? 0;
  const percent = (count / rows) * 100;
  if (count === 0) return { percent, short: '0', words: 'never filled' };
  if (count === rows) return { percent, short: '100', words: 'always filled' };
  if (below !== false && count < below) {
    return { percent: 0.5, short: '<', words: `filled in fewer than ${below} rows` };
  }
  if (below !== false && rows - count < below) {
    return { percent: 99.5, short: '>', words: `empty in fewer than ${below} rows` };
  }
  const whole = Math.min(99, Math.max(1, Math.round(percent)));
  return { percent, short: number(whole), words: `${number(whole)} % filled` };
}

function stepOf(percent: number): number {
  if (percent === 0) return 0;
  const step = [25, 75, 95].findIndex((most) => percent < most);
  return step === -1 ? 4 : step + 1;
}
