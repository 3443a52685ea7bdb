import { Markup } from '../../html/html.ts';
import type { Shown } from '../suppress.ts';

/** A bar: where it stands, and how high; null for a count that is hidden. */
export interface Bar {
  readonly label: string;
  readonly count: Shown;
}

export interface ChartText {
  /** What a screen reader says of it. */
  readonly label: string;
  /** Under the bars. */
  readonly axis: string;
  /** Bars that have their label written below. */
  readonly ticks: readonly string[];
}

/** Draws charts as SVG. */
export interface Draw {
  bars(bars: readonly Bar[], text: ChartText): Markup;
  /** For what is open at a time. */
  area(bars: readonly Bar[], text: ChartText): Markup;
}

const SIZE = { width: 640, height: 210, marginLeft: 48, marginBottom: 44, marginRight: 12 };

/** What is used of a document: this program is compiled without the types of a browser. */
interface Element {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelectorAll(selector: string): Iterable<Element>;
}

interface DocumentParser {
  parseHTML(text: string): { readonly document: unknown };
}

/**
 * Loads what draws, which only a report needs: Observable Plot on a document that is not shown;
 * docs/report.md says what it was compared with. Hidden counts are pale bars, all as high as the
 * largest count that is always hidden.
 */
export async function openDraw(suppressBelow: number | false): Promise<Draw> {
  const [Plot, linkedom] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = (linkedom as unknown as DocumentParser).parseHTML('<html></html>');
  const draw = (bars: readonly Bar[], text: ChartText, kind: 'bars' | 'area'): Markup => {
    const veiled = suppressBelow === false ? 0 : suppressBelow - 1;
    const most = Math.max(1, veiled, ...bars.map(({ count }) => count ?? 0));
    const shown = bars.map(({ label, count }) => ({ label, count: count ?? Number.NaN }));
    const hidden = bars.filter(({ count }) => count === null);
    const at = { x: 'label', y: 'count' } as const;
    const marks =
      kind === 'bars'
        ? [Plot.barY(shown, { ...at, fill: 'var(--bar)', insetLeft: 0.5, insetRight: 0.5 })]
        : [
            Plot.areaY(shown, { ...at, fill: 'var(--bar)', fillOpacity: 0.25, curve: 'step' }),
            Plot.lineY(shown, { ...at, stroke: 'var(--bar)', strokeWidth: 2, curve: 'step' }),
          ];
    const svg = Plot.plot({
      ...SIZE,
      document,
      style: { fontSize: '13px' },
      x: {
        type: 'band',
        domain: bars.map(({ label }) => label),
        ticks: [...text.ticks],
        label: text.axis,
        labelAnchor: 'center',
        labelArrow: 'none',
        tickSize: 3,
      },
      y: { label: null, grid: true, ticks: 4, domain: [0, most], nice: true, tickFormat: 'd' },
      marks: [
        ...marks,
        Plot.barY(hidden, { x: 'label', y: () => veiled, fill: 'var(--veil)' }),
        Plot.ruleY([0], { stroke: 'var(--quiet)' }),
      ],
    }) as unknown as Element;
    // one picture to a screen reader, not a heap of groups with names
    for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', text.label);
    return new Markup(svg.outerHTML);
  };
  return {
    bars: (bars, text) => draw(bars, text, 'bars'),
    area: (bars, text) => draw(bars, text, 'area'),
  };
}
