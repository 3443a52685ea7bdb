import type { ChartText, Draw } from '../charts/draw.ts';
import { CHARTED } from '../gather/charted.ts';
import type { CodeFigures, ObjectFigures, SeriesFigures } from '../gather/figures.ts';
import type { ReportInput } from '../report-input.ts';
import { type Shown, suppress } from '../suppress.ts';
import { type Markup, html } from '../../html/html.ts';
import { number } from './number.ts';
import { table } from './table.ts';

const MONTH_NAMES = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Distributions that an analyst knows by heart: a glance tells whether the extract is right. */
export function showDistributions(input: ReportInput, draw: Draw): Markup {
  const all = [...input.figures.values()];
  const series = CHARTED.flatMap(({ object, title }) => {
    const found = input.figures.get(object)?.series.find((one) => one.title === title);
    return found ? [{ object, ...found }] : [];
  }).filter(({ counts, later }) => later > 0 || counts.some((count) => count > 0));
  const charts = series.map((one) => showSeries(one, input, draw));
  return html`<section id="distributions">
      <h2>Distributions</h2>
      <p>${suppressionWords(input.suppressBelow)}</p>
      <div class="charts">${charts}</div>
    </section>
    <section id="codes">
      <h2>Codes</h2>
      <p>
        How often each code of a field occurs, with its meaning. What is outside the set is
        counted${
          input.altered.size > 0 ? '. Fields that leave this bundle as pseudonyms are left out' : ''
        }.
      </p>
      <div class="codes">${all.flatMap((object) => codesOf(object, input))}</div>
    </section>`;
}

function suppressionWords(below: number | false): string {
  if (below === false) return 'Every count is shown: the site suppresses none.';
  return `Counts from 1 to ${below - 1} are not shown: a pale bar, or × in a table. Where only one would be hidden, the next smallest is hidden with it. Months go back six years.`;
}

function showSeries(
  { object, title, counts, firstMonth, later }: SeriesFigures & { readonly object: string },
  { suppressBelow, asOf }: ReportInput,
  draw: Draw,
): Markup {
  const shown = suppress([...counts, later], suppressBelow);
  const after = shown.at(-1);
  const kind = CHARTED.find((charted) => charted.title === title)?.kind;
  const labels = counts.map((_, place) => labelOf(place, firstMonth, counts.length));
  const bars = labels.map((label, place) => ({ label, count: shown[place] ?? null }));
  const ticks = labels.filter((label, place) =>
    firstMonth === undefined ? place % 5 === 0 : label.startsWith('Jan'),
  );
  const text: ChartText = {
    label: `${title}: the table below has the figures`,
    axis: axisOf(kind),
    ticks,
  };
  const chart = kind === 'periods' ? draw.area(bars, text) : draw.bars(bars, text);
  const id = `series-${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
  const head = firstMonth === undefined ? 'Age' : 'Month';
  const columns = [{ title: head }, { title: 'Count', kind: 'number' as const }];
  const rows = bars.map(({ label, count }, place) => [
    { show: label, sort: place },
    { show: showCount(count), sort: count ?? 0 },
  ]);
  const more = firstMonth === undefined ? 'not yet born' : `dated after ${asOf}`;
  const many = after === null || after === undefined ? 'A few' : number(after);
  const note = later === 0 ? undefined : html`<p class="note">${many} more: ${more}.</p>`;
  return html`<figure>
    <figcaption>
      <strong>${title}</strong> <span class="note">${object}${noteOf(kind)}</span>
    </figcaption>
    ${chart}${note}
    <details>
      <summary>Figures</summary>
      ${table({ id, caption: title }, columns, rows)}
    </details>
  </figure> `;
}

function axisOf(kind: string | undefined): string {
  return kind === 'ages' ? 'years of age' : 'month';
}

function noteOf(kind: string | undefined): string {
  return kind === 'periods' ? ', rows open at the end of each month' : '';
}

function labelOf(place: number, firstMonth: number | undefined, length: number): string {
  if (firstMonth === undefined) return place === length - 1 ? `${place}+` : String(place);
  const month = firstMonth + place;
  return `${MONTH_NAMES[month % 12]} ${Math.floor(month / 12)}`;
}

function showCount(count: Shown): string {
  return count === null ? '×' : number(count);
}

function codesOf({ object, codes, rows }: ObjectFigures, input: ReportInput): Markup[] {
  const hidden = input.altered.get(object);
  return codes
    .filter(({ field }) => rows > 0 && hidden?.has(field) !== true)
    .map((one) => showCodes(object, one, input));
}

function showCodes(
  object: string,
  { field, set, counts, outside, words }: CodeFigures,
  { spec, suppressBelow }: ReportInput,
): Markup {
  const values = spec.categories.get(set)?.values ?? [];
  const shown = suppress([...counts, outside], suppressBelow);
  const most = Math.max(1, ...shown.map((count) => count ?? 0));
  const used = counts.filter((count) => count > 0).length;
  const rows = values.map(({ value, description = '' }, place) => [
    { show: value },
    { show: description },
    { show: bar(shown[place] ?? null, most), sort: shown[place] ?? 0 },
  ]);
  const strays = [
    { show: 'outside the set' },
    { show: words.length > 0 ? html`such as ${words.map((word) => html`<q>${word}</q> `)}` : '' },
    { show: bar(shown.at(-1) ?? null, most), sort: shown.at(-1) ?? 0 },
  ];
  const columns = [
    { title: 'Code' },
    { title: 'Meaning' },
    { title: 'Rows', kind: 'number' as const },
  ];
  const caption = `Codes of ${object}.${field}`;
  const all = outside > 0 ? [...rows, strays] : rows;
  const flag = outside > 0 ? html` <span class="tag error">outside the set</span>` : undefined;
  return html`<details class="code">
    <summary>
      <code>${field}</code>${flag}
      <span class="note">${used} of ${values.length} codes of ${set}</span>
    </summary>
    ${table({ id: `codes-${object}-${field}`, caption }, columns, all)}
  </details> `;
}

function bar(count: Shown, most: number): Markup {
  if (count === null) return html`<span title="a small count, not shown">×</span>`;
  return html`<span class="bar"
    ><meter min="0" max="${most}" value="${count}" aria-hidden="true"></meter
    ><span>${number(count)}</span></span
  >`;
}
