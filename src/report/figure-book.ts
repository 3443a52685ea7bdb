import type { ObjectFigures } from './gather/figures.ts';
import type { FigureTerms } from './gather/gather-figures.ts';

/** The figures of a whole run, object by object. */
export class FigureBook {
  /** How every object's figures are gathered. */
  readonly terms: FigureTerms;
  readonly #objects = new Map<string, ObjectFigures>();

  constructor(terms: FigureTerms) {
    this.terms = terms;
  }

  /** Takes what the rows of an object gave. */
  take(figures: ObjectFigures): void {
    this.#objects.set(figures.object, figures);
  }

  /** Of these objects, in this order; what was not gathered is left out. */
  figures(objects: readonly string[]): ReadonlyMap<string, ObjectFigures> {
    return new Map(
      objects.flatMap((object) => {
        const figures = this.#objects.get(object);
        return figures ? [[object, figures] as const] : [];
      }),
    );
  }
}
