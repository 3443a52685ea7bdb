import type { Spec } from '../../spec/model.ts';
import { linksOf } from '../../spec/links.ts';
import { type Markup, html } from '../../html/html.ts';

/** Of a box, and of a letter in it. */
const HEIGHT = 24;
const LETTER = 6.9;
const PADDING = 18;

interface Box {
  readonly object: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

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
  const { default: dagre } = await import('@dagrejs/dagre');
  const links = linksOf(spec).filter(({ parent, child }) => parent.object !== child.object);
  const named = new Set(links.flatMap(({ parent, child }) => [parent.object, child.object]));
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 7, ranksep: 56, marginx: 6, marginy: 6 });
  for (const object of named) {
    graph.setNode(object, { width: shortName(object).length * LETTER + PADDING, height: HEIGHT });
  }
  for (const { parent, child } of links) {
    graph.setEdge(parent.object, child.object, {}, child.field);
  }
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const heights = links.flatMap(({ parent, child }) =>
    graph.edge(parent.object, child.object, child.field).points.map(({ y }: Point) => y),
  );
  // lines may lead round the outermost boxes
  const top = Math.floor(Math.min(0, ...heights)) - PADDING;
  const tall = Math.ceil(Math.max(height, ...heights)) + PADDING - top;
  const lines = links.map(({ parent, child }) => {
    const { points } = graph.edge(parent.object, child.object, child.field);
    const isBroken = broken.has(`${child.object}.${child.field}`);
    const from = graph.node(parent.object);
    const to = graph.node(child.object);
    // between neighbours the way is free; others go where the layout has kept a gap
    const between = points.length > 3 ? points.slice(1, -1) : [];
    const path = curve([
      { x: from.x + from.width / 2, y: from.y },
      ...between,
      { x: to.x - to.width / 2, y: to.y },
    ]);
    const title = `${child.object}.${child.field} names ${parent.object}.${parent.field}`;
    return html`<path class="${isBroken ? 'link broken' : 'link'}" d="${path}"
      ><title>${title}</title></path
    >`;
  });
  const boxes = [...named].map((object) => {
    const node = graph.node(object);
    return drawBox({ object, x: node.x, y: node.y, width: node.width }, rows.get(object));
  });
  const size = `0 ${top} ${Math.ceil(width)} ${tall}`;
  return html`<svg
    class="diagram"
    viewBox="${size}"
    width="${Math.ceil(width)}"
    height="${tall}"
    role="img"
    aria-label="Which object names which: the table below says the same"
  >
    ${lines}${boxes}
  </svg>`;
}

interface Point {
  readonly x: number;
  readonly y: number;
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
  const count = rows === undefined ? 'not in this bundle' : `${rows.toLocaleString('en-GB')} rows`;
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
