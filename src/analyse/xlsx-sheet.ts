import { parseMoment } from '../validators/dates.ts';
import type { BundleColumn } from './bundle-tables.ts';

/** What a sheet of Excel holds at most. */
export const MOST_ROWS = 1_048_576;
/** In UTF-16 units, as Excel counts. */
export const MOST_CHARACTERS = 32_767;

/** Styles of `xl/styles.xml`, by their place there. */
const STYLE = { text: 1, date: 2, moment: 3, heading: 4 } as const;

/** One row of the XML of a sheet. */
export function rowXml(cells: readonly string[]): string {
  return `<row>${cells.join('')}</row>`;
}

export function headingXml(text: string): string {
  return textXml(text, STYLE.heading);
}

/**
 * A cell as Excel shows it best: dates and numbers as such where that loses nothing, everything
 * else as text, so that zeros in front stay and no formula is one.
 */
export function cellXml(text: string | null, { type, british }: BundleColumn): string {
  if (text === null || text === '') return '<c/>';
  switch (type) {
    case 'integer':
    case 'number':
      return isExact(text) ? `<c><v>${text}</v></c>` : textXml(text);
    case 'date':
    case 'datetime':
      return momentXml(text, british) ?? textXml(text);
    case 'text':
    case 'list':
    case 'boolean':
      return textXml(text);
  }
}

/** Excel keeps fifteen digits. */
function isExact(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && text.replace(/\D/g, '').length <= 15;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d))?$/;
const BRITISH = /^(\d\d)\/(\d\d)\/(\d{4})(?: (\d\d):(\d\d):(\d\d))?$/;

const DAY_MS = 86_400_000;
/** The day 0 of Excel for every day from 1 March 1900; it has a 29 February 1900 before. */
const EPOCH = Date.UTC(1899, 11, 30);
const FIRST = 61;

/** Undefined for what is no day of Excel's calendar. */
function momentXml(text: string, british: boolean): string | undefined {
  const found = (british ? BRITISH : ISO).exec(text);
  // a month or an hour that there is not would roll over into another day
  if (!found || parseMoment(text) === null) return undefined;
  const [, first, month, last, hour, minute, second] = found;
  const [year, day] = british ? [last, first] : [first, last];
  // to Date, the year 24 is 1924
  if (Number(year) < 1900) return undefined;
  const serial = (Date.UTC(Number(year), Number(month) - 1, Number(day)) - EPOCH) / DAY_MS;
  if (serial < FIRST) return undefined;
  if (hour === undefined) return `<c s="${STYLE.date}"><v>${serial}</v></c>`;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return `<c s="${STYLE.moment}"><v>${serial + seconds / 86_400}</v></c>`;
}

function textXml(text: string, style: number = STYLE.text): string {
  return `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Line breaks are those of Excel; what XML has no sign for becomes a question mark. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '?')
    .replaceAll(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Before the rows: the heading stays in sight, columns are wide enough for most texts. */
export function sheetStart(columns: number): string {
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const views = `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>`;
  const widths = `<cols><col min="1" max="${Math.max(1, columns)}" width="22" customWidth="1"/></cols>`;
  return `${XML}<worksheet ${MAIN}>${views}${widths}<sheetData>`;
}

export const SHEET_END = '</sheetData></worksheet>';

/** The files of a workbook beside its sheets, by their names. */
export function workbookFiles(names: readonly string[]): Readonly<Record<string, string>> {
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packages = 'http://schemas.openxmlformats.org/package/2006';
  const each = (show: (at: number, name: string) => string): string =>
    names.map((name, index) => show(index + 1, name)).join('');
  const related = (list: string): string =>
    `${XML}<Relationships xmlns="${packages}/relationships">${list}</Relationships>`;
  return {
    '[Content_Types].xml': `${XML}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${each((at) => `<Override PartName="/xl/worksheets/sheet${at}.xml" ContentType="${types}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': related(
      `<Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/>`,
    ),
    'xl/workbook.xml': `${XML}<workbook ${MAIN} xmlns:r="${relations}"><sheets>${each((at, name) => `<sheet name="${name}" sheetId="${at}" r:id="rId${at}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': related(
      `${each((at) => `<Relationship Id="rId${at}" Type="${relations}/worksheet" Target="worksheets/sheet${at}.xml"/>`)}<Relationship Id="rId${names.length + 1}" Type="${relations}/styles" Target="styles.xml"/>`,
    ),
    'xl/styles.xml': STYLES,
  };
}

/** In the order of `STYLE`: text is of the format "@", which Excel does not read anew. */
const STYLES = `${XML}<styleSheet ${MAIN}><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">${[
  ...['0', '49', '164', '165'].map((format) => xf(format, '0')),
  xf('49', '1'),
].join(
  '',
)}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

function xf(format: string, font: string): string {
  return `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`;
}
