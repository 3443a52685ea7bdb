import type { ObjectFigures } from './gather/figures.ts';
import { type FigureGatherer, type Gathering, gatherFigures } from './gather/gather-figures.ts';

/** The figures of a whole run, object by object. */
export class FigureBook {
  readonly #gathering: Gathering;
  readonly #objects = new Map<string, FigureGatherer>();

  constructor(gathering: Gathering) {
    this.#gathering = gathering;
  }

  /** Begins an object, or begins it anew when it is read again from its start. */
  begin(object: string, columns: readonly string[]): Pick<FigureGatherer, 'rows'> {
    const gatherer = gatherFigures(object, columns, this.#gathering);
    this.#objects.set(object, gatherer);
    return gatherer;
  }

  figures(): ReadonlyMap<string, ObjectFigures> {
    return new Map([...this.#objects].map(([object, gatherer]) => [object, gatherer.end()]));
  }
}
