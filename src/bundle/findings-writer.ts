import type { Finding, FindingSink } from '../validate/finding.ts';
import { CsvWriter, type WrittenFile } from './csv-writer.ts';
import type { Seal } from './file-sink.ts';
import type { Cell } from '../validators/row.ts';

export const FINDINGS = 'findings.csv';
const COLUMNS: readonly string[] = ['object', 'row', 'key', 'field', 'rule', 'severity', 'message'];

/** Writes findings.csv. */
export class FindingsWriter implements FindingSink {
  readonly #csv: CsvWriter;
  readonly #showValues: boolean;
  #listed = 0;

  private constructor(csv: CsvWriter, showValues: boolean) {
    this.#csv = csv;
    this.#showValues = showValues;
  }

  static async create(
    path: string,
    showValues: boolean,
    recipients: readonly string[] = [],
  ): Promise<FindingsWriter> {
    const csv = await CsvWriter.create(path, columnsOf(showValues), { recipients });
    return new FindingsWriter(csv, showValues);
  }

  get columns(): readonly string[] {
    return columnsOf(this.#showValues);
  }

  /** What reads an encrypted file back, once it has ended. */
  get seal(): Seal | undefined {
    return this.#csv.seal;
  }

  get listed(): number {
    return this.#listed;
  }

  async write(findings: readonly Finding[]): Promise<void> {
    this.#listed += findings.length;
    await this.#csv.write(findings.map((finding) => this.#row(finding)));
  }

  end(): Promise<WrittenFile> {
    return this.#csv.end();
  }

  close(): Promise<void> {
    return this.#csv.close();
  }

  #row(finding: Finding): Cell[] {
    const row: Cell[] = [
      finding.object,
      String(finding.row),
      finding.key,
      finding.field,
      finding.rule,
      finding.severity,
      finding.message,
    ];
    return (this.#showValues ? [...row, finding.value ?? null] : row).map(harmless);
  }
}

function columnsOf(showValues: boolean): readonly string[] {
  return showValues ? [...COLUMNS, 'value'] : COLUMNS;
}

/**
 * This file is opened in spreadsheets: a cell that would be read as a formula gets an apostrophe in
 * front.
 */
function harmless(cell: Cell): Cell {
  return cell !== null && /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
}
