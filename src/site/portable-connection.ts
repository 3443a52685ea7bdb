import type { Connection } from './model.ts';

/**
 * A connection as plain data, for another thread of this process. What was typed in answer to a
 * question is apart: it is a function everywhere else, so that no dump shows it.
 */
export interface PortableConnection {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly answers: Readonly<Record<string, string>>;
}

export function packConnection(connection: Connection): PortableConnection {
  const answers: Record<string, string> = {};
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(connection) as [string, unknown][]) {
    if (isAnswer(value)) answers[name] = value.given();
    else settings[name] = value;
  }
  return { settings, answers };
}

export function unpackConnection({ settings, answers }: PortableConnection): Connection {
  const given = Object.entries(answers).map(([name, text]) => [name, { given: () => text }]);
  return { ...settings, ...Object.fromEntries(given) } as Connection;
}

function isAnswer(value: unknown): value is { readonly given: () => string } {
  return typeof value === 'object' && value !== null && 'given' in value;
}
