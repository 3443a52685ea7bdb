import type { linksOf } from '../../spec/links.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An object; the point is its middle. */
export interface Box extends Point {
  readonly object: string;
  readonly width: number;
}

/** From a parent to what names it. */
export interface Line {
  readonly link: Link;
  readonly points: readonly Point[];
}

export interface Layout {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly width: number;
  /** From the uppermost to the lowest of what is drawn. */
  readonly top: number;
  readonly bottom: number;
}

type Link = ReturnType<typeof linksOf>[number];

/** What is used of dagre, whose own types need those of a browser. */
interface Graph {
  setGraph(label: object): void;
  setNode(name: string, label: { readonly width: number; readonly height: number }): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  node(name: string): Point & { readonly width: number };
  edge(from: string, to: string, name: string): { readonly points: readonly Point[] };
}

interface Dagre {
  readonly graphlib: { readonly Graph: new (options: { readonly multigraph: boolean }) => Graph };
  layout(graph: Graph): void;
}

/** Finds a place for each object that is named by a link, and a way for each link. */
export async function layOut(
  links: readonly Link[],
  size: { readonly width: (object: string) => number; readonly height: number },
): Promise<Layout> {
  const dagre = (await import('@dagrejs/dagre')).default as unknown as Dagre;
  const objects = [...new Set(links.flatMap(({ parent, child }) => [parent.object, child.object]))];
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 7, ranksep: 56, marginx: 6, marginy: 6 });
  for (const object of objects) {
    graph.setNode(object, { width: size.width(object), height: size.height });
  }
  for (const { parent, child } of links) {
    graph.setEdge(parent.object, child.object, {}, child.field);
  }
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const lines = links.map((link) => ({ link, points: wayOf(graph, link) }));
  // lines may lead round the outermost boxes
  const heights = lines.flatMap(({ points }) => points.map(({ y }) => y));
  return {
    boxes: objects.map((object) => ({ object, ...graph.node(object) })),
    lines,
    width: Math.ceil(width),
    top: Math.floor(Math.min(0, ...heights)),
    bottom: Math.ceil(Math.max(height, ...heights)),
  };
}

/** Between neighbours the way is free; others go where the layout has kept a gap. */
function wayOf(graph: Graph, { parent, child }: Link): Point[] {
  const { points } = graph.edge(parent.object, child.object, child.field);
  const from = graph.node(parent.object);
  const to = graph.node(child.object);
  return [
    { x: from.x + from.width / 2, y: from.y },
    ...(points.length > 3 ? points.slice(1, -1) : []),
    { x: to.x - to.width / 2, y: to.y },
  ];
}
