import fs from 'node:fs';
import path from 'node:path';
import { fences } from '../support/markdown.ts';
import { ROOT } from '../support/process.ts';

export interface Question {
  readonly title: string;
  readonly duckdb: string;
  readonly spark: string;
}

/** The view that the questions of docs/pooling.md begin with, and the questions. */
export function questionsOfPage(): { readonly latest: string; readonly questions: Question[] } {
  const text = fs.readFileSync(path.join(ROOT, 'docs', 'pooling.md'), 'utf8');
  const [before = '', ...sections] = text.split(/^### (?=\d)/m);
  const questions = sections.map((section): Question => {
    const [duckdb = '', spark = duckdb] = sqlOf(section);
    return { title: section.split('\n')[0] ?? '', duckdb, spark };
  });
  return { latest: sqlOf(before)[0] ?? '', questions };
}

const sqlOf = (markdown: string): string[] =>
  fences(markdown).flatMap(({ language, text }) => (language === 'sql' ? [text] : []));
