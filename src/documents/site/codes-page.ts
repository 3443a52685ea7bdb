import { type Markup, html } from '../../html/html.ts';
import type { Category } from '../../spec/model.ts';
import type { Dictionary } from '../dictionary.ts';
import type { Page } from './page.ts';

/** Every code set of the spec. */
export function codesPage({ spec }: Dictionary): Page {
  const sets = [...spec.categories.values()];
  return {
    title: 'Code sets',
    main: html`<h1>Code sets</h1>
      <p class="lead">The values that coded fields may have, exactly as they are written.</p>
      <ul class="index">
        ${sets.map(({ id }) => html`<li><a href="#${id}">${id}</a></li>`)}
      </ul>
      ${sets.map(showSet)}`,
  };
}

function showSet({ id, values }: Category): Markup {
  return html`<section class="field" id="${id}" aria-labelledby="${id}-name">
    <h2 id="${id}-name">${id}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Code</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${values.map(
          ({ value, description }) =>
            html`<tr>
              <th scope="row"><code>${value}</code></th>
              <td>${description ?? ''}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section> `;
}
