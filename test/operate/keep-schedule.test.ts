import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '../../src/operate/schedule/clock.ts';
import { keepSchedule } from '../../src/operate/schedule/keep-schedule.ts';
import type { LastRun } from '../../src/operate/schedule/last-run.ts';

const HOUR = 3_600_000;

interface World {
  readonly cron: string;
  /** The clock on the wall when the scheduler starts, and when it is stopped. */
  readonly from: string;
  readonly until: string;
  readonly timezone?: string;
  readonly runMissed?: boolean;
  /** Of the last run, as an earlier scheduler has kept it. */
  readonly last?: string;
  /** Milliseconds that the n-th run takes, from 0. */
  readonly takes?: (run: number) => number;
  /** Happens to the clock in the n-th sleep. */
  readonly jump?: (sleep: number) => number;
}

/** Keeps a schedule on a clock of its own; gives the moments of the runs, and the log. */
async function live({
  cron,
  from,
  until,
  timezone = 'Europe/London',
  runMissed = true,
  last,
  takes = () => 60_000,
  jump = () => 0,
}: World): Promise<{ runs: string[]; log: string[]; kept: string | undefined }> {
  const stop = new AbortController();
  const end = Date.parse(until);
  let now = Date.parse(from);
  let sleeps = 0;
  let kept = last === undefined ? undefined : new Date(last);
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    if (now >= end) stop.abort();
  };
  const clock: Clock = {
    now: () => new Date(now),
    sleep: (milliseconds) => {
      pass(milliseconds + jump(sleeps++));
      return Promise.resolve();
    },
  };
  const lastRun: LastRun = {
    read: () => Promise.resolve(kept),
    write: (moment) => {
      kept = moment;
      return Promise.resolve();
    },
  };
  const runs: string[] = [];
  const log: string[] = [];
  await keepSchedule({
    schedule: { cron, timezone, stop_after: 60, run_missed: runMissed },
    clock,
    lastRun,
    run: () => {
      runs.push(new Date(now).toISOString());
      pass(takes(runs.length - 1));
      return Promise.resolve(`ended with ${runs.length % 2 === 0 ? 0 : 3}`);
    },
    signal: stop.signal,
    tell: (text) => log.push(text),
  });
  return { runs, log, kept: kept?.toISOString() };
}

describe('a schedule that is kept', () => {
  it('runs at its moments, by the clock of its time zone, and goes on after a run that failed', async () => {
    const { runs, log } = await live({
      cron: '0 2 * * *',
      from: '2026-07-01T12:00:00Z',
      until: '2026-07-04T12:00:00Z',
    });
    assert.deepEqual(runs, [
      '2026-07-02T01:00:00.000Z',
      '2026-07-03T01:00:00.000Z',
      '2026-07-04T01:00:00.000Z',
    ]);
    assert.equal(log[0], 'next run: Thu, 2 Jul 2026, 02:00 (Europe/London)');
    assert.equal(log[2], 'the run of Thu, 2 Jul 2026, 02:00 (Europe/London) ended with 3');
  });

  const changes = { spring: '2027-03-28', autumn: '2027-10-31' };
  for (const [season, day] of Object.entries(changes)) {
    for (const cron of ['30 1 * * *', '0 2 * * *', '15 0 * * *']) {
      it(`comes once every day when clocks change in ${season}: ${cron}`, async () => {
        const change = Date.parse(`${day}T12:00:00Z`);
        const { runs } = await live({
          cron,
          from: new Date(change - 72 * HOUR).toISOString(),
          until: new Date(change + 72 * HOUR).toISOString(),
        });
        const days = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });
        assert.equal(runs.length, 6);
        assert.equal(new Set(runs.map((run) => days.format(new Date(run)))).size, 6);
      });
    }
  }

  it('comes at the first moment that there is when the clock leaps over its time', async () => {
    const { runs } = await live({
      cron: '30 1 * * *',
      from: '2027-03-27T12:00:00Z',
      until: '2027-03-28T12:00:00Z',
    });
    assert.deepEqual(runs, ['2027-03-28T01:00:00.000Z']);
  });

  it('comes at the first of two when its time comes twice', async () => {
    const { runs } = await live({
      cron: '30 1 * * *',
      from: '2027-10-30T12:00:00Z',
      until: '2027-10-31T12:00:00Z',
    });
    assert.deepEqual(runs, ['2027-10-31T00:30:00.000Z']);
  });

  it('makes up for one run, not for each, when it was off or the machine slept', async () => {
    const off = await live({
      cron: '0 2 * * *',
      from: '2026-11-25T09:00:00Z',
      until: '2026-11-26T01:00:00Z',
      last: '2026-11-20T02:00:00Z',
    });
    assert.deepEqual(off.runs, ['2026-11-25T09:00:00.000Z']);
    assert.match(off.log[0] ?? '', /^made up for: the run of Sat, 21 Nov 2026, 02:00/);
    const slept = await live({
      cron: '0 2 * * *',
      from: '2026-11-25T01:00:00Z',
      until: '2026-11-26T01:00:00Z',
      jump: (sleep) => (sleep === 3 ? 7 * HOUR : 0),
    });
    assert.deepEqual(slept.runs.length, 1);
    assert.match(slept.runs[0] ?? '', /T08:0/);
  });

  it('leaves a missed run out where the site says so', async () => {
    const { runs, log } = await live({
      cron: '0 2 * * *',
      from: '2026-11-25T09:00:00Z',
      until: '2026-11-26T09:00:00Z',
      last: '2026-11-24T02:00:00Z',
      runMissed: false,
    });
    assert.deepEqual(runs, ['2026-11-26T02:00:00.000Z']);
    assert.match(log[0] ?? '', /^left out: the run of .* whose time has passed$/);
  });

  it('has missed nothing at its very first start, and keeps that it was there', async () => {
    const { runs, kept } = await live({
      cron: '0 2 * * *',
      from: '2026-11-25T09:00:00Z',
      until: '2026-11-25T10:00:00Z',
    });
    assert.deepEqual(runs, []);
    assert.equal(kept, '2026-11-25T09:00:00.000Z');
  });

  it('never has two runs at once: what falls due meanwhile is left out, and told', async () => {
    const { runs, log } = await live({
      cron: '0 * * * *',
      from: '2026-11-25T09:30:00Z',
      until: '2026-11-25T14:30:00Z',
      takes: (run) => (run === 0 ? 2.5 * HOUR : 60_000),
    });
    assert.deepEqual(runs, [
      '2026-11-25T10:00:00.000Z',
      '2026-11-25T13:00:00.000Z',
      '2026-11-25T14:00:00.000Z',
    ]);
    assert.ok(
      log.some((line) => /^left out: .*11:00.* still at work$/.test(line)),
      log.join('\n'),
    );
  });

  it('does not run a second time when the clock is set back', async () => {
    const { runs } = await live({
      cron: '0 2 * * *',
      from: '2026-11-25T01:59:00Z',
      until: '2026-11-25T12:00:00Z',
      takes: () => 1000,
      jump: (sleep) => (sleep === 5 ? -HOUR : 0),
    });
    assert.deepEqual(runs, ['2026-11-25T02:00:00.000Z']);
  });

  it('does not believe a clock that was years ahead', async () => {
    const { runs } = await live({
      cron: '0 2 * * *',
      from: '2026-11-25T01:00:00Z',
      until: '2026-11-25T12:00:00Z',
      last: '2031-01-01T02:00:00Z',
    });
    assert.deepEqual(runs, ['2026-11-25T02:00:00.000Z']);
  });

  it('goes on when the moment cannot be kept, and says so', async () => {
    const stop = new AbortController();
    const log: string[] = [];
    let runs = 0;
    await keepSchedule({
      schedule: { cron: '* * * * *', timezone: 'UTC', stop_after: 1, run_missed: true },
      clock: { now: () => new Date(Date.UTC(2026, 0, 1, 0, runs)), sleep: () => Promise.resolve() },
      lastRun: {
        read: () => Promise.resolve(new Date(Date.UTC(2025, 0, 1))),
        write: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
      },
      run: () => {
        if (++runs === 2) stop.abort();
        return Promise.resolve('ended with 0');
      },
      signal: stop.signal,
      tell: (text) => log.push(text),
    });
    assert.equal(runs, 2);
    assert.ok(log.includes('the moment of this run cannot be kept in the output folder (ENOSPC)'));
  });
});
