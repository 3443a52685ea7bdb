import { repeated, replay } from '../servers/tds/replay.ts';
import { withSystem } from '../servers/tds/system.ts';
import { TdsServer } from '../servers/tds/server.ts';

/** What a column of the bench is filled with. */
interface Filling {
  readonly type: string;
  value(row: number, column: number): string | null;
}
const ID: Filling = {
  type: 'varchar(20)',
  value: (row, column) => String(100_000 + row * 7 + column),
};
const DATE: Filling = {
  type: 'varchar(33)',
  value: (row) => `2024-0${(row % 9) + 1}-15T09:30:00`,
};
const TEXT: Filling = {
  type: 'nvarchar(100)',
  value: (row, column) => 'text '.repeat((row + column) % 4),
};
const SPARSE: Filling = {
  type: TEXT.type,
  value: (row, column) => (row % 3 === 0 ? null : TEXT.value(row, column)),
};

/**
 * Rows as an object of the standard has them: twelve columns of text, ids and dates among them,
 * some null. Runs as a process of its own.
 */
const fillings = [ID, DATE, TEXT, SPARSE].flatMap((filling) => [filling, filling, filling]);
const columns = fillings.map(({ type }, index) => ({ name: `c${index}`, type }));
const few = Array.from({ length: 97 }, (_, row) =>
  fillings.map((filling, index) => filling.value(row, index)),
);
const [rows, key, cert] = [
  Number(process.argv[2]),
  process.env['BENCH_KEY'],
  process.env['BENCH_CERT'],
];
const server = await TdsServer.listen({
  backing: withSystem({ database: 'HDM', snapshot: true }, replay(repeated(columns, few, rows))),
  ...(key && cert ? { tls: { key, cert } } : {}),
});
process.send?.(server.port);
process.on('disconnect', () => void server.close());
