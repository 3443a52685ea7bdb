import type { TablePlace } from '../../query/dialect.ts';
import type { Treatments } from '../../protect/treatment.ts';
import type { PortableConnection } from '../../site/portable-connection.ts';
import type { SharedMoment } from '../../sources/source.ts';
import type { ObjectReading, ReadOutcome } from '../read-object.ts';
import type { PackedError } from './pack-error.ts';

/** What a thread is given when it begins. */
export interface ThreadSettings {
  readonly connection: PortableConnection;
  readonly place: TablePlace;
  /** Connections of its own. */
  readonly connections: number;
  /** What its rows are to show, where connections can share a moment. */
  readonly moment: SharedMoment | undefined;
  /** How rows are pseudonymised before they leave. */
  readonly pseudonyms: PortablePseudonyms | undefined;
}

export interface PortablePseudonyms {
  readonly key: string;
  readonly treatments: Treatments;
}

/** To a thread; `id` is that of a reading. */
export type ToThread =
  | { readonly kind: 'read'; readonly id: number; readonly reading: ObjectReading }
  /** A block was written: another may follow. */
  | { readonly kind: 'taken'; readonly id: number }
  | { readonly kind: 'stop'; readonly id: number }
  | { readonly kind: 'close' };

/** From a thread; `end` and `failed` are the last of a reading. */
export type FromThread =
  | {
      readonly kind: 'rows';
      readonly id: number;
      readonly block: Uint8Array;
      readonly rows: number;
    }
  | { readonly kind: 'end'; readonly id: number; readonly outcome: ReadOutcome }
  | { readonly kind: 'failed'; readonly id: number; readonly error: PackedError };
