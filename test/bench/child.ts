import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of the bench that answers one message at a time. */
export class Child {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts a module of the bench with its settings, and gives its first message. */
  static async start<First>(
    module: string,
    settings: unknown,
    execArgv: readonly string[] = [],
  ): Promise<{ readonly child: Child; readonly first: First }> {
    const forked = fork(new URL(module, import.meta.url), [JSON.stringify(settings)], {
      execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
    });
    const child = new Child(forked);
    return { child, first: await child.#next<First>() };
  }

  async ask<Answer>(): Promise<Answer> {
    this.#child.send('go');
    return this.#next<Answer>();
  }

  /** Resolves when it has ended. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  async #next<Message>(): Promise<Message> {
    const over = new AbortController();
    const { signal } = over;
    try {
      const [message] = (await Promise.race([
        once(this.#child, 'message', { signal }),
        once(this.#child, 'exit', { signal }).then(([code]) => {
          throw new Error(`a process of the bench ended with ${String(code)}`);
        }),
      ])) as [Message];
      return message;
    } finally {
      over.abort();
    }
  }
}
