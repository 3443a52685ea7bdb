import { SsdError } from '../problems/errors.ts';
import { oneLine } from '../problems/problem.ts';
import { plural } from './output.ts';

/** What is worth a remark, the weightiest first. */
const WEIGHTS = ['protection', 'rows', 'types', 'mapping', 'speed'] as const;
type Weight = (typeof WEIGHTS)[number];

/** Gathers what a check finds, so that all of it is told, and ends with a verdict. */
export class Verdict {
  /** Why a run would not start or would fail, in the order in which it would meet them. */
  readonly #stops: SsdError[] = [];
  readonly #remarks: { readonly weight: Weight; readonly text: string }[] = [];

  /** Does a step; that it cannot be done is a reason not to be ready. */
  async attempt(step: () => unknown): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof SsdError)) throw error;
      this.#stops.push(error);
    }
  }

  remark(weight: Weight, text: string): void {
    this.#remarks.push({ weight, text });
  }

  /** The first reason not to be ready; undefined when a run may begin. */
  get stop(): SsdError | undefined {
    return this.#stops[0];
  }

  /** The verdict, and what to do about it; `next` is the command for whoever is ready. */
  show(next: string): string[] {
    const remarks = WEIGHTS.flatMap((weight) =>
      this.#remarks.filter((item) => item.weight === weight).map(({ text }) => text),
    );
    const stops = this.#stops.map(({ message, hint, code }) =>
      [`fix: ${message} [${code}]`, ...(hint === undefined ? [] : [`     ${hint}`])].map(oneLine),
    );
    const items = [...stops, ...remarks.map((text) => [`look at: ${oneLine(text)}`])];
    const list = items.flatMap(([first = '', ...rest], index) => [
      `  ${index + 1}. ${first}`,
      ...rest.map((line) => `     ${line}`),
    ]);
    const count = plural(remarks.length, 'remark');
    if (stops.length > 0) {
      const also = remarks.length > 0 ? `, and ${count}` : '';
      return [`verdict: not ready: ${plural(stops.length, 'thing')} to fix first${also}`, ...list];
    }
    const head = remarks.length > 0 ? `ready, with ${count}` : 'ready';
    return [`verdict: ${head}`, ...list, `next: ${next}`];
  }
}
