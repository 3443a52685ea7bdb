import {
  ConfigError,
  ConnectionError,
  ExtractionError,
  PublishingError,
  SsdError,
  StoppedError,
} from '../../problems/errors.ts';

/** Errors that may come out of a thread; what is not ours is a fault, and keeps its stack. */
const KINDS = { ConfigError, ConnectionError, ExtractionError, PublishingError, StoppedError };
type Kind = keyof typeof KINDS;

/** An error as plain data: its class does not survive the way between threads. */
export type PackedError =
  | { readonly kind: Kind; readonly facts: ConstructorParameters<typeof ExtractionError>[0] }
  | { readonly kind: 'fault'; readonly message: string; readonly stack: string | undefined };

export function packError(error: unknown): PackedError {
  const kind = Object.keys(KINDS).find((name) => error instanceof KINDS[name as Kind]);
  if (!(error instanceof SsdError) || kind === undefined) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'fault', message, stack };
  }
  const { code, message, hint, problems, cause } = error;
  const passing = error instanceof ExtractionError ? error.passing : undefined;
  return {
    kind: kind as Kind,
    facts: { code, message, hint, problems, passing, cause: causeOf(cause) },
  };
}

export function unpackError(packed: PackedError): Error {
  if (packed.kind !== 'fault') return new KINDS[packed.kind](packed.facts);
  const { message, stack } = packed;
  return Object.assign(new Error(message), stack === undefined ? {} : { stack });
}

/** What a driver throws may hold sockets; its words are enough. */
function causeOf(cause: unknown): Error | undefined {
  return cause instanceof Error ? new Error(cause.message) : undefined;
}
