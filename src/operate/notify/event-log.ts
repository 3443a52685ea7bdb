import path from 'node:path';
import type { EventLogSettings } from '../../site/notify.ts';
import type { Channel } from './channel.ts';
import { start } from './command.ts';
import { type Notice, showNotice } from './notice.ts';

/** A command line of Windows holds 32,767 characters; an event is to be read. */
const LONGEST = 4000;

/** How an event is told apart, in filters and by those who watch the log. */
const KINDS = {
  success: { id: '1', type: 'INFORMATION' },
  warning: { id: '2', type: 'WARNING' },
  failure: { id: '3', type: 'ERROR' },
  test: { id: '4', type: 'INFORMATION' },
} as const;

/** Writes to the application log of Windows, by the program that comes with it. */
export function eventLog(
  { source, on, timeout }: EventLogSettings,
  program = path.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'eventcreate.exe'),
): Channel {
  return {
    name: 'event_log',
    on,
    timeout,
    deliver: (notice, signal) => start([program, ...argumentsFor(source, notice)], '', { signal }),
  };
}

function argumentsFor(source: string, notice: Notice): string[] {
  const { id, type } = KINDS[notice.event];
  const text = showNotice(notice).slice(0, LONGEST);
  return ['/L', 'APPLICATION', '/SO', source, '/T', type, '/ID', id, '/D', text];
}
