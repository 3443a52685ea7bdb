import { createHash } from 'node:crypto';
import { drawDiagram } from './charts/diagram.ts';
import { openDraw } from './charts/draw.ts';
import { showCompleteness } from './page/completeness.ts';
import { showDistributions } from './page/distributions.ts';
import { Markup, html } from '../html/html.ts';
import {
  orphansOf,
  showFindings,
  showLinks,
  showObjects,
  showVerdict,
  showWarnings,
} from './page/sections.ts';
import type { ReportInput } from './report-input.ts';
import { judge } from './verdict.ts';

/** Name of the report in a bundle. */
export const REPORT = 'report.html';

const PARTS = [
  ['objects', 'Objects'],
  ['warnings', 'Warnings'],
  ['findings', 'Findings'],
  ['completeness', 'Completeness'],
  ['distributions', 'Distributions'],
  ['codes', 'Codes'],
  ['links', 'Links'],
] as const;

/** One page that needs nothing else: it asks no network, and works from a file share. */
export async function renderReport(input: ReportInput): Promise<string> {
  const draw = await openDraw(input.suppressBelow);
  const diagram = await drawDiagram(input.spec, {
    rows: new Map(input.files.map(({ object, rows }) => [object, rows])),
    broken: new Set(orphansOf(input).keys()),
  });
  const body = html`<a class="skip" href="#verdict">Skip to the verdict</a>
    <header>
      <h1>${input.site} <span>Standard Safeguarding Dataset</span></h1>
      <p class="note">
        As of ${input.asOf}, from ${input.cms}, made
        ${input.finished.slice(0, 16).replace('T', ' ')}
        UTC${input.pseudonymised ? ', pseudonymised' : ''}
      </p>
      <nav aria-label="Parts of the report">
        ${PARTS.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}
      </nav>
    </header>
    <main>
      ${showVerdict(judge(input), input)} ${showObjects(input)} ${showWarnings(input)}
      ${showFindings(input)} ${showCompleteness(input)} ${showDistributions(input, draw)}
      ${showLinks(input, diagram)}
    </main>
    <footer>
      <p class="note">
        ${input.bundle}, by ssd-extract ${input.version}. It holds figures about persons: treat it
        like the bundle. docs/report.md says what each part means.
      </p>
    </footer>`;
  return page(body, input).text;
}

function page(body: Markup, { site, asOf, assets }: ReportInput): Markup {
  const script = assets.script.replaceAll('\r\n', '\n');
  const hash = createHash('sha256').update(script).digest('base64');
  // byte for byte what the hash is of, which a formatter of templates would not keep
  const element = new Markup(`<script>${script}</script>`);
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${site}: report of the extract as of ${asOf}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Markup(assets.css)}
        </style>
      </head>
      <body>
        ${body} ${element}
      </body>
    </html> `;
}
