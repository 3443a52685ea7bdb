import type { Finding, FindingSink } from '../validate/finding.ts';
import { CsvWriter, type WrittenFile } from './csv-writer.ts';
import type { Seal } from './file-sink.ts';
import type { FindingGuide } from './finding-guide.ts';
import type { Cell } from '../validators/row.ts';

export const FINDINGS = 'findings.csv';
const COLUMNS: readonly string[] = [
  ...['object', 'row', 'sheet_row', 'key', 'field', 'rule', 'severity', 'message'],
  ...['allowed', 'meaning', 'cause', 'remedy'],
];

export interface FindingsOptions {
  readonly guide: FindingGuide;
  /** A last column with the values. */
  readonly showValues?: boolean;
  /** Whom to encrypt the file to; nobody when left out. */
  readonly recipients?: readonly string[];
}

/** Writes findings.csv. */
export class FindingsWriter implements FindingSink {
  readonly #csv: CsvWriter;
  readonly #guide: FindingGuide;
  readonly #showValues: boolean;
  #listed = 0;

  private constructor(csv: CsvWriter, guide: FindingGuide, showValues: boolean) {
    this.#csv = csv;
    this.#guide = guide;
    this.#showValues = showValues;
  }

  static async create(
    path: string,
    { guide, showValues = false, recipients = [] }: FindingsOptions,
  ): Promise<FindingsWriter> {
    const csv = await CsvWriter.create(path, columnsOf(showValues), { recipients });
    return new FindingsWriter(csv, guide, showValues);
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
    const { allowed, meaning, cause, remedy } = this.#guide.about(finding);
    const row: Cell[] = [
      finding.object,
      String(finding.row),
      sheetRow(finding),
      finding.key,
      finding.field,
      finding.rule,
      finding.severity,
      finding.message,
      allowed,
      meaning,
      cause,
      remedy,
    ];
    return (this.#showValues ? [...row, finding.value ?? null] : row).map(harmless);
  }
}

/**
 * The number that a spreadsheet shows at the row's left: the header is its row 1, and a cell of
 * several lines is in one row. A text editor counts lines, which may be more.
 */
function sheetRow({ row }: Finding): Cell {
  return row === 0 ? null : String(row + 1);
}

function columnsOf(showValues: boolean): readonly string[] {
  return showValues ? [...COLUMNS, 'value'] : COLUMNS;
}

/**
 * This file is opened in spreadsheets: a cell that would be read as a formula gets an apostrophe in
 * front.
 */
export function harmless(cell: Cell): Cell {
  return cell !== null && /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
}
