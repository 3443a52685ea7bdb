import { type Markup, html } from '../../html/html.ts';
import { linksOf } from '../../spec/links.ts';
import type { Spec } from '../../spec/model.ts';
import { number } from '../page/number.ts';
import { type Box, type Line, type Point, layOut } from './lay-out.ts';

/** Of a box, and of a letter in it. */
const HEIGHT = 24;
const LETTER = 6.9;
const PADDING = 18;

export interface DiagramFacts {
  readonly rows: ReadonlyMap<string, number>;
  /** Children with orphans, as `object.field`. */
  readonly broken: ReadonlySet<string>;
}

/** Draws how objects hang together: each line leads from a parent to what names it. */
export async function drawDiagram(
  spec: Pick<Spec, 'objects' | 'relationships'>,
  { rows, broken }: DiagramFacts,
): Promise<Markup> {
  const links = linksOf(spec).filter(({ parent, child }) => parent.object !== child.object);
  const layout = await layOut(links, {
    width: (object) => shortName(object).length * LETTER + PADDING,
    height: HEIGHT,
  });
  const top = layout.top - PADDING;
  const height = layout.bottom + PADDING - top;
  return html`<svg
    class="diagram"
    viewBox="0 ${top} ${layout.width} ${height}"
    width="${layout.width}"
    height="${height}"
    role="img"
    aria-label="Which object names which: the table below says the same"
  >
    ${layout.lines.map((line) => drawLine(line, broken))}
    ${layout.boxes.map((box) => drawBox(box, rows.get(box.object)))}
  </svg>`;
}

function drawLine(
  { link: { parent, child }, points }: Line,
  broken: DiagramFacts['broken'],
): Markup {
  const isBroken = broken.has(`${child.object}.${child.field}`);
  const title = `${child.object}.${child.field} names ${parent.object}.${parent.field}`;
  return html`<path class="${isBroken ? 'link broken' : 'link'}" d="${curve(points)}"
    ><title>${title}</title></path
  >`;
}

/** A smooth line that leaves and reaches every point level. */
function curve([start, ...points]: readonly Point[]): string {
  let last = start;
  let path = last ? `M${round(last.x)},${round(last.y)}` : '';
  for (const point of points) {
    const half = round(((last?.x ?? 0) + point.x) / 2);
    path += `C${half},${round(last?.y ?? 0)} ${half},${round(point.y)} ${round(point.x)},${round(point.y)}`;
    last = point;
  }
  return path;
}

function drawBox({ object, x, y, width }: Box, rows: number | undefined): Markup {
  const empty = rows === undefined || rows === 0;
  const left = round(x - width / 2);
  const top = round(y - HEIGHT / 2);
  const count = rows === undefined ? 'not in this bundle' : `${number(rows)} rows`;
  return html`<g class="${empty ? 'box empty' : 'box'}"
    ><title>${object}: ${count}</title
    ><rect x="${left}" y="${top}" width="${round(width)}" height="${HEIGHT}" rx="5" /><text
      x="${round(x)}"
      y="${round(y + 4)}"
      text-anchor="middle"
      >${shortName(object)}</text
    ></g
  >`;
}

function shortName(object: string): string {
  return object.replace(/^ssd_/, '');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
