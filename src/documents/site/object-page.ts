import { type Markup, html } from '../../html/html.ts';
import type { SpecField, SpecObject } from '../../spec/model.ts';
import {
  type CmsPart,
  type Dictionary,
  type Origin,
  originOfObject,
  queriesOf,
} from '../dictionary.ts';
import { factsOf, rulesOf, sourceOf } from '../explain.ts';
import { named } from '../words/said.ts';
import { type Page, showSaid, showText } from './page.ts';

/** An object: its rows in each CMS, the queries, and each of its fields. */
export function objectPage(dictionary: Dictionary, object: SpecObject): Page {
  return {
    title: object.name,
    main: html`<h1>${object.name}</h1>
      ${object.description === undefined ? undefined : html`<p class="lead">${object.description}</p>`}
      ${showKey(object)} ${showLinks(dictionary, object)}
      <h2 id="rows">Where its rows come from</h2>
      <div class="cms">${dictionary.parts.map((part) => showRows(part, object))}</div>
      <h2 id="fields">Fields</h2>
      <ul class="index">
        ${object.fields.map(({ name }) => html`<li><a href="#${name}">${name}</a></li>`)}
      </ul>
      ${object.fields.map((field) => showField(dictionary, object, field))}`,
  };
}

function showKey({ primaryKey, administrative }: SpecObject): Markup {
  const key =
    primaryKey.length > 0 ? `Its key is ${primaryKey.map(named).join(', ')}.` : 'It has no key.';
  return html`<p>
    ${showText(key)}${administrative ? ' It is administrative, and not in the bundle.' : undefined}
  </p>`;
}

function showLinks({ spec }: Dictionary, { name }: SpecObject): Markup | undefined {
  const links = spec.relationships.filter(
    ({ parent, child }) => parent.object === name || child.object === name,
  );
  if (links.length === 0) return undefined;
  const item = ({ parent, child, relation }: (typeof links)[number]): Markup => {
    const [own, other] = parent.object === name ? [parent, child] : [child, parent];
    return html`<li>
      <code>${own.field}</code> with
      <a href="${other.object}.html#${other.field}">${other.object}.${other.field}</a>
      (${parent.object === name ? 'children' : 'parent'}, ${relation})
    </li>`;
  };
  return html`<details>
    <summary>Linked with ${links.length} other ${links.length === 1 ? 'object' : 'keys'}</summary>
    <ul>
      ${links.map(item)}
    </ul>
  </details>`;
}

function showRows(part: CmsPart, object: SpecObject): Markup {
  const origin = originOfObject(part, object.name);
  return html`<div>
    <h3>${part.cms}</h3>
    ${showOrigin(origin, 'Not in the bundle.')}
    ${queriesOf(part, object.name).map(
      ({ product, sql }) =>
        html`<details>
          <summary>The query for ${product}</summary>
          <pre
            tabindex="0"
            role="region"
            aria-label="Query of ${object.name} from ${part.cms} for ${product}"
          >
${sql}</pre>
        </details>`,
    )}
  </div>`;
}

function showField(dictionary: Dictionary, object: SpecObject, field: SpecField): Markup {
  const rules = rulesOf(field);
  return html`<section class="field" id="${field.name}" aria-labelledby="${field.name}-name">
    <h3 id="${field.name}-name"><a href="#${field.name}">${field.name}</a></h3>
    <p>${field.description}</p>
    ${field.guidance === undefined ? undefined : html`<p class="soft">${field.guidance}</p>`}
    <ul class="facts">
      ${factsOf(field).map((fact) => html`<li>${showText(fact)}</li>`)}
    </ul>
    ${
      rules.length > 0
        ? html`<ul>
            ${rules.map((rule) => html`<li>${showText(rule)}</li>`)}
          </ul>`
        : undefined
    }
    ${showCodes(dictionary, field)}
    <div class="cms">${dictionary.parts.map((part) => showSource(part, object, field))}</div>
  </section> `;
}

function showCodes({ spec }: Dictionary, { validators }: SpecField): Markup | undefined {
  const id = validators.find(({ name }) => name === 'dimension')?.args['category_id'];
  const set = typeof id === 'string' ? spec.categories.get(id) : undefined;
  return (
    set &&
    html`<p><a href="codes.html#${set.id}">The ${set.values.length} codes of ${set.id}</a></p>`
  );
}

function showSource(part: CmsPart, object: SpecObject, field: SpecField): Markup {
  const source = sourceOf(part, object, field);
  const columns =
    source.columns.length > 0
      ? `The spec names ${source.columns.map(named).join(', ')}.`
      : 'The spec names no column.';
  return html`<div>
    <h4>${part.cms}</h4>
    <p class="soft">${showText(columns)}</p>
    ${showOrigin(source, 'Not in the bundle.')}
  </div>`;
}

function showOrigin({ how, standard, overrides, unset }: Origin, none: string): Markup {
  return html`${how.length > 0 ? showSaid(how) : html`<p>${none}</p>`}
  ${unset.map(({ parameter, about }) => html`<p class="unset">Empty until the site sets <code>${parameter}</code>: ${about}</p>`)}
  ${
    standard &&
    html`<div class="changed">
      <p>
        Changed by the site’s overrides: ${overrides.map(({ what }) => what).join(', ')}. The
        standard says:
      </p>
      ${showSaid(standard)}
    </div>`
  }`;
}
