import { drawDiagram } from './charts/diagram.ts';
import { openDraw } from './charts/draw.ts';
import { showCompleteness } from './page/completeness.ts';
import { showDistributions } from './page/distributions.ts';
import { html } from '../html/html.ts';
import { page } from './page/page.ts';
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
  const title = `${input.site}: report of the extract as of ${input.asOf}`;
  return page({ title, body, assets: input.assets }).text;
}
