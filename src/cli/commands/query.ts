import fs from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { type Answer, cellText, toCsv, toJson } from '../../analyse/answer.ts';
import { type Question, askBundle, askIntoParquet } from '../../analyse/ask-bundle.ts';
import { DEFAULT_MEMORY } from '../../analyse/engine.ts';
import { makeNew } from '../../analyse/new-file.ts';
import { publishingError } from '../../bundle/publishing-errors.ts';
import { ConfigError } from '../../problems/errors.ts';
import { examples } from '../examples.ts';
import { parseMemory } from '../options.ts';
import { plural, table } from '../output.ts';
import { stopSignal } from '../signals.ts';
import { withStatus } from '../status-line.ts';
import { complain, print, printPart } from '../terminal.ts';

const FORMATS = ['table', 'csv', 'json', 'parquet'] as const;
type Format = (typeof FORMATS)[number];

interface QueryOptions {
  readonly format?: Format;
  readonly out?: string;
  readonly force?: boolean;
  readonly memory: string;
}

/** Rows that a table shows; whoever wants more wants a file. */
const MOST_SHOWN = 1000;

export function define(command: Command): void {
  command
    .argument('<bundle>', 'folder of one bundle')
    .argument('<sql>', 'one SELECT; tables are the objects, and bundle, tables, fields, keys')
    .addOption(
      new Option(
        '--format <format>',
        'table without it, or what the name of --out ends with',
      ).choices(FORMATS),
    )
    .option('--out <file>', 'write the answer to this file')
    .option('--force', 'replace that file')
    .option('--memory <size>', 'memory that DuckDB may take', parseMemory, DEFAULT_MEMORY)
    .addHelpText('after', examples('query bundles/current "select count(*) from ssd_person"'))
    .action(async (bundle: string, sql: string, options: QueryOptions) => {
      const format = options.format ?? formatOf(options.out);
      const signal = stopSignal();
      await withStatus('looking at the folder', async (onStep) => {
        const question: Question = { bundle, sql, memory: options.memory, signal, onStep };
        await (options.out === undefined
          ? answerHere(question, format)
          : answerInFile(question, format, options.out, options.force));
      });
    });
}

function formatOf(out: string | undefined): Format {
  const ending = path.extname(out ?? '').slice(1);
  return FORMATS.find((format) => format === ending) ?? 'table';
}

async function answerHere(question: Question, format: Format): Promise<void> {
  if (format === 'parquet') {
    throw new ConfigError({
      code: 'query-no-file',
      message: 'a Parquet file does not go to standard output',
      hint: 'name a file: --out answer.parquet',
    });
  }
  await askBundle(question, async (answer) => {
    if (format === 'table') return showTable(answer, MOST_SHOWN, print);
    for await (const part of textOf(answer, format)) if (!(await printPart(part))) return;
  });
}

async function answerInFile(
  question: Question,
  format: Format,
  target: string,
  force: boolean | undefined,
): Promise<void> {
  await makeNew({ target, force }, async (staged) => {
    if (format === 'parquet') return askIntoParquet(question, staged);
    return askBundle(question, async (answer) => {
      const file = fs.createWriteStream(staged, { mode: 0o600 });
      // what the file could not take is told as such, whatever was read meanwhile
      let failed: unknown;
      file.once('error', (error) => {
        failed = error;
      });
      await pipeline(Readable.from(textOf(answer, format)), file).catch((error: unknown) => {
        throw failed === undefined ? error : publishingError(failed, 'write', target);
      });
    });
  });
}

function textOf(answer: Answer, format: Format): AsyncGenerator<string> {
  if (format === 'csv') return toCsv(answer);
  return format === 'json' ? toJson(answer) : toTable(answer);
}

async function* toTable(answer: Answer): AsyncGenerator<string> {
  const lines: string[] = [];
  await showTable(answer, Infinity, (text) => lines.push(text));
  yield `${lines.join('\n')}\n`;
}

async function showTable(
  { columns, batches }: Answer,
  most: number,
  show: (text: string) => void,
): Promise<void> {
  const rows: (readonly string[])[] = [];
  const numbers = new Set(columns.keys());
  let more = false;
  for await (const batch of batches) {
    for (const row of batch.slice(0, most - rows.length)) {
      row.forEach((cell, column) => {
        if (cell !== null && typeof cell !== 'number') numbers.delete(column);
      });
      rows.push(row.map((cell) => cellText(cell).replaceAll(/\s+/g, ' ')));
    }
    more = rows.length >= most;
    if (more) break;
  }
  show(table(columns, rows, [...numbers]));
  if (more) complain(`the first ${plural(most, 'row')}; --format csv gives all of them`);
}
