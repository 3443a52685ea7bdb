import { Child } from './child.ts';
import type { ContestantSettings, Round } from './contestants/process.ts';
import { median } from './figures.ts';

export interface Entry {
  readonly name: string;
  readonly settings: ContestantSettings;
  /** The server that it reads from, where it tells its processor time. */
  readonly server?: Child | undefined;
}

/** Medians over the rounds of one contestant. */
export interface Outcome {
  readonly name: string;
  readonly rows: number;
  readonly milliseconds: number;
  /** Microseconds of processor that its own process spends on a row. */
  readonly perRow: number;
  /** The same of the server; undefined where it does not tell. */
  readonly serverPerRow?: number | undefined;
}

interface Measured extends Round {
  readonly server?: number | undefined;
}

/**
 * Runs contestants side by side: each has a process of its own and warms up in a round that does
 * not count; then every round is run by each in turn, one at a time.
 */
export async function race(entries: readonly Entry[], rounds: number): Promise<Outcome[]> {
  const children: Child[] = [];
  try {
    for (const { settings } of entries) {
      const { child } = await Child.start<'ready'>('./contestants/process.ts', settings);
      children.push(child);
    }
    const measured: Measured[][] = entries.map(() => []);
    for (let round = 0; round <= rounds; round++) {
      for (const [index, child] of children.entries()) {
        const taken = await measure(child, entries[index]?.server);
        if (round > 0) measured[index]?.push(taken);
      }
    }
    return entries.map(({ name }, index) => outcomeOf(name, measured[index] ?? []));
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

async function measure(child: Child, server: Child | undefined): Promise<Measured> {
  const before = await server?.ask<number>();
  const taken = await child.ask<Round>();
  const after = await server?.ask<number>();
  return before === undefined || after === undefined ? taken : { ...taken, server: after - before };
}

function outcomeOf(name: string, rounds: readonly Measured[]): Outcome {
  const perRow = (value: (round: Measured) => number | undefined): number | undefined => {
    const values = rounds.flatMap((round) => value(round) ?? []);
    return values.length === 0 ? undefined : (median(values) * 1000) / (rounds[0]?.rows ?? 1);
  };
  return {
    name,
    rows: rounds[0]?.rows ?? 0,
    milliseconds: median(rounds.map(({ milliseconds }) => milliseconds)),
    perRow: perRow(({ processor }) => processor) ?? Number.NaN,
    serverPerRow: perRow(({ server }) => server),
  };
}
