import type * as Sqlite from 'node:sqlite';

/** Why a history cannot be read or written, as the end of a sentence about it. */
export class HistoryFault extends Error {
  /** What to do next. */
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/**
 * SQLite as Node has it. Some editions of Node call it experimental on standard error when it is
 * loaded, which would stand in every log: that one kind of warning is held back meanwhile.
 * @throws HistoryFault when this Node was built without it
 */
export function loadSqlite(): typeof Sqlite {
  const sqlite = quietly(
    () => process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined,
  );
  if (sqlite !== undefined) return sqlite;
  throw new HistoryFault(
    'this Node has no SQLite',
    'use the Node that comes with the program, or set history: false in the site file',
  );
}

/** Does `load` without a word of Node that something in it is experimental. */
export function quietly<T>(load: () => T): T {
  const emitWarning = Reflect.get(process, 'emitWarning');
  process.emitWarning = (...args: unknown[]) => {
    if (!isExperimental(args)) Reflect.apply(emitWarning, process, args);
  };
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function isExperimental([warning, options]: readonly unknown[]): boolean {
  const named = warning instanceof Error ? warning.name : options;
  const type =
    typeof named === 'object' && named !== null ? (named as { type?: unknown }).type : named;
  return type === 'ExperimentalWarning';
}
