/** Takes what is to be done when the scope ends, whatever happens until then. */
export interface Scope {
  onEnd(release: () => Promise<unknown>): void;
}

/**
 * Does `work`, then releases what it took, last first; one release that fails does not keep the
 * others from being done. The first error of all is thrown. (`await using` would say the same, but
 * Node 22 does not know it and stripping types does not translate it.)
 */
export async function inScope<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  const releases: (() => Promise<unknown>)[] = [];
  const failures: { readonly error: unknown }[] = [];
  const attempt = async <R>(step: () => Promise<R>): Promise<R | undefined> => {
    try {
      return await step();
    } catch (error) {
      failures.push({ error });
      return undefined;
    }
  };
  const result = await attempt(() => work({ onEnd: (release) => releases.push(release) }));
  for (const release of releases.reverse()) await attempt(release);
  const [failure] = failures;
  if (failure) throw failure.error;
  return result as T;
}
