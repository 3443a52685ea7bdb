import { type Markup, html } from '../../html/html.ts';

export interface Column {
  readonly title: string;
  readonly kind?: 'number' | undefined;
}

export interface TableCell {
  readonly show: Markup | string | number;
  /** What the column is sorted by, where it is not what is shown. */
  readonly sort?: string | number | undefined;
}

export interface TableText {
  readonly id: string;
  readonly caption: string;
  /** Offers a field that filters the rows. */
  readonly filter?: boolean | undefined;
}

/** A table whose columns can be sorted; the script of the page makes the buttons work. */
export function table(
  { id, caption, filter = false }: TableText,
  columns: readonly Column[],
  rows: readonly (readonly TableCell[])[],
): Markup {
  const heads = columns.map(
    ({ title, kind }) =>
      html`<th scope="col" class="${kind ?? 'words'}" aria-sort="none">
        <button type="button">${title}</button>
      </th>`,
  );
  const lines = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell, place) => drawCell(cell, columns[place], place))}
      </tr> `,
  );
  return html`${filter ? filterFor(id, caption) : undefined}
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}">
      <table id="${id}">
        <caption class="unseen">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>
      </table>
    </div>`;
}

function filterFor(id: string, caption: string): Markup {
  return html`<p class="filter">
    <label for="${id}-filter">Show rows with</label>
    <input
      id="${id}-filter"
      type="search"
      data-filters="${id}"
      autocomplete="off"
      placeholder="an object, field or word"
    />
    <span role="status" data-counts="${id}" aria-label="${caption}, rows shown"></span>
  </p>`;
}

function drawCell({ show, sort }: TableCell, column: Column | undefined, place: number): Markup {
  const by = sort === undefined ? undefined : html` data-sort="${sort}"`;
  return place === 0
    ? html`<th scope="row" ${by}>${show}</th>`
    : html`<td class="${column?.kind ?? 'words'}" ${by}>${show}</td>`;
}
