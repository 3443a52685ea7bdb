/**
 * Passes values from one task to another, one at a time: the giver waits until the last one is
 * taken.
 */
export class Handover<T> {
  #waiting: { readonly value: T; readonly taken: (more: boolean) => void } | undefined;
  #wake: (() => void) | undefined;
  #ended = false;
  #stopped = false;
  #failure: { readonly error: unknown } | undefined;

  /** False when nobody will take more. */
  give(value: T): Promise<boolean> {
    if (this.#stopped) return Promise.resolve(false);
    return new Promise((taken) => {
      this.#waiting = { value, taken };
      this.#wake?.();
    });
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.#wake?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting?.taken(false);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const next = this.#waiting;
      if (next) {
        this.#waiting = undefined;
        let more = false;
        try {
          yield next.value;
          more = true;
        } finally {
          next.taken(more);
        }
      } else if (this.#failure) {
        throw this.#failure.error;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
