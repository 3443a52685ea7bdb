import { type Html, Html as Markup } from '../page/html.ts';
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
  bars(bars: readonly Bar[], text: ChartText): Html;
  /** For what is open at a time. */
  area(bars: readonly Bar[], text: ChartText): Html;
}

const SIZE = { width: 640, height: 210, marginLeft: 48, marginBottom: 40, marginRight: 12 };

/**
 * Loads what draws, which only a report needs: Observable Plot on a document that is not shown.
 * docs/report.md says what it was compared with.
 */
export async function openDraw(): Promise<Draw> {
  const [Plot, { parseHTML }] = await Promise.all([
    import('@observablehq/plot'),
    import('linkedom'),
  ]);
  const document = parseHTML('<html></html>').document as unknown as Document;
  const draw = (bars: readonly Bar[], text: ChartText, kind: 'bars' | 'area'): Html => {
    const most = Math.max(1, ...bars.map(({ count }) => count ?? 0));
    const shown = bars.map(({ label, count }) => ({ label, count: count ?? 0 }));
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
        Plot.text(hidden, {
          x: 'label',
          y: () => 0,
          text: () => '×',
          dy: -5,
          fill: 'var(--quiet)',
        }),
        Plot.ruleY([0], { stroke: 'var(--quiet)' }),
      ],
    });
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', text.label);
    return new Markup(svg.outerHTML);
  };
  return {
    bars: (bars, text) => draw(bars, text, 'bars'),
    area: (bars, text) => draw(bars, text, 'area'),
  };
}

interface Document {
  readonly nodeType: number;
}
