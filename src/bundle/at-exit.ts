const pending = new Set<() => void>();

/**
 * Has something tidied up in the last moment of the process, however it ends (a second signal, an
 * exception nobody caught), unless it is tidied up before. Gives the function that takes it off the
 * list. `tidy` is synchronous, and what it throws is passed over: the process is ending.
 */
export function atExit(tidy: () => void): () => void {
  if (pending.size === 0) process.on('exit', tidyAll);
  pending.add(tidy);
  return () => {
    pending.delete(tidy);
    if (pending.size === 0) process.off('exit', tidyAll);
  };
}

function tidyAll(): void {
  // the last begun first: staging goes before the lock that guards it
  for (const tidy of [...pending].reverse()) {
    try {
      tidy();
    } catch {
      // the next run sweeps
    }
  }
}
