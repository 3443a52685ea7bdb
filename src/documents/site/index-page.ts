import { type Markup, html, scriptJson } from '../../html/html.ts';
import type { Dictionary } from '../dictionary.ts';
import { type Page } from './page.ts';
import { SEARCH_SCRIPT } from './search-script.ts';

interface Entry {
  readonly name: string;
  readonly about: string;
  /** What is searched besides the name. */
  readonly text: string;
  readonly href: string;
}

/** The first page: the search, and the objects. */
export function indexPage(dictionary: Dictionary): Page {
  const { objects, categories } = dictionary.spec;
  const fields = objects.reduce((sum, object) => sum + object.fields.length, 0);
  return {
    title: 'Data dictionary',
    script: SEARCH_SCRIPT,
    main: html`<h1>Data dictionary</h1>
      <p class="lead">
        What each of the ${objects.length} objects and ${fields} fields holds, and where it comes
        from in ${dictionary.parts.map(({ cms }) => cms).join(' and ')}.
      </p>
      <form class="search" role="search" action="index.html">
        <label for="q">Search</label>
        <input
          id="q"
          name="q"
          type="search"
          autocomplete="off"
          placeholder="field, column, code or word"
          aria-describedby="hint"
        />
        <button>Go to the first match</button>
      </form>
      <p id="hint" class="soft">
        Press / to search, arrow keys to walk through what is found, Escape to begin again.
      </p>
      <p id="told" role="status"></p>
      <ul id="results" class="results" aria-label="Found"></ul>
      <h2>Objects</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Object</th>
            <th scope="col">Holds</th>
            <th scope="col" class="number wide">Fields</th>
          </tr>
        </thead>
        <tbody>
          ${objects.map(showRow)}
        </tbody>
      </table>
      <p>
        The values that coded fields may have are under
        <a href="codes.html">${categories.size} code sets</a>.
      </p>
      <script type="application/json" id="index">
        ${scriptJson(entriesOf(dictionary))}
      </script>`,
  };
}

function showRow(object: Dictionary['spec']['objects'][number]): Markup {
  return html`<tr>
    <th scope="row"><a href="${object.name}.html">${object.name}</a></th>
    <td>${object.description ?? ''}</td>
    <td class="number wide">${object.fields.length}</td>
  </tr> `;
}

function entriesOf({ spec, parts }: Dictionary): readonly Entry[] {
  const objects = spec.objects.flatMap((object): Entry[] => [
    {
      name: object.name,
      about: object.description ?? '',
      text: object.description ?? '',
      href: `${object.name}.html`,
    },
    ...object.fields.map((field) => {
      const columns = parts.flatMap(({ cms }) => {
        const source = field.sources.get(cms);
        return [source?.table ?? '', ...(source?.columns ?? [])];
      });
      return {
        name: `${object.name}.${field.name}`,
        about: field.description,
        text: [field.description, field.itemRef ?? '', ...field.returns, ...columns].join(' '),
        href: `${object.name}.html#${field.name}`,
      };
    }),
  ]);
  const codes = [...spec.categories.values()].map((category) => ({
    name: category.id,
    about: `code set of ${category.values.length} values`,
    text: category.values
      .map(({ value, description }) => `${value} ${description ?? ''}`)
      .join(' '),
    href: `codes.html#${category.id}`,
  }));
  return [...objects, ...codes];
}
