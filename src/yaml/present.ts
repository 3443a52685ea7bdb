type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Keys that a file leaves out stay absent rather than undefined. */
export function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => item !== undefined),
  ) as Present<T>;
}
