import type { ServerError } from './tokens.ts';

/** What goes wrong with the answer to one statement. Rows are counted from the first. */
export type Fault =
  /** The connection is cut after so many bytes of the answer. */
  | { readonly kind: 'drop'; readonly afterBytes: number; readonly how?: 'reset' | 'close' }
  /** Nothing more comes. `deaf` does not even answer a cancel. */
  | { readonly kind: 'stall'; readonly afterRows: number; readonly deaf?: boolean }
  /** An error in the middle of the rows, or instead of them. */
  | { readonly kind: 'error'; readonly afterRows: number; readonly error: ServerError }
  /** The end speaks of so many rows, however many came. */
  | { readonly kind: 'miscount'; readonly rows: number }
  /** Bytes that are no token. */
  | { readonly kind: 'garbage'; readonly afterRows: number };

/** How bytes travel to the client. */
export interface Link {
  /** Bytes of a packet with its header of eight. */
  readonly packetSize?: number;
  /** Bytes given to the socket at a time. */
  readonly bytesPerWrite?: number;
  /** Pause after each write. */
  readonly pauseMs?: number;
}
