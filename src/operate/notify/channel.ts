import type { NoticeEvent } from '../../site/notify.ts';
import type { Notice } from './notice.ts';

/** One way to tell somebody. */
export interface Channel {
  /** As the site file calls it. */
  readonly name: string;
  readonly on: readonly NoticeEvent[];
  /** Seconds that it may take. */
  readonly timeout: number;
  /** @throws whatever went wrong; `NotDelivered` where there are words for it */
  readonly deliver: (notice: Notice, signal: AbortSignal) => Promise<void>;
}

/** Why a notice did not arrive, in words that may stand in a log. */
export class NotDelivered extends Error {}
