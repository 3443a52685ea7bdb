import { repeated, replay } from '../servers/tds/replay.ts';
import { withSystem } from '../servers/tds/system.ts';
import { TdsServer } from '../servers/tds/server.ts';

/**
 * Rows as an object of the standard has them: twelve columns of text, ids and dates among them,
 * some null. Runs as a process of its own.
 */
const columns = Array.from({ length: 12 }, (_, index) => ({
  name: `c${index}`,
  type: index < 3 ? 'varchar(20)' : index < 6 ? 'varchar(33)' : 'nvarchar(100)',
}));
const few = Array.from({ length: 97 }, (_, row) =>
  columns.map((_column, index) =>
    index > 8 && row % 3 === 0
      ? null
      : index < 3
        ? String(100_000 + row * 7 + index)
        : index < 6
          ? `2024-0${(row % 9) + 1}-15T09:30:00`
          : 'text '.repeat((row + index) % 4),
  ),
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
