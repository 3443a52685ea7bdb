import { type SqlLanguage, format } from 'sql-formatter';

/** By language and text: laying out takes longer than all the rest of compiling. */
const laidOut = new Map<string, string>();

/**
 * Lays a compiled query out for reading. The laid-out text is the one that is executed, so what is
 * reviewed is what runs. SQL of a site that the formatter cannot read stays as it is: the database
 * decides. The same text is laid out once in a process.
 */
export function tidy(text: string, language: SqlLanguage): string {
  const name = `${language} ${text}`;
  const known = laidOut.get(name);
  if (known !== undefined) return known;
  const tidied = tryLayOut(text, language);
  laidOut.set(name, tidied);
  return tidied;
}

function tryLayOut(text: string, language: SqlLanguage): string {
  try {
    return layOut(text, language);
  } catch {
    return text;
  }
}

function layOut(text: string, language: SqlLanguage): string {
  return format(text, {
    language,
    keywordCase: 'lower',
    tabWidth: 2,
    expressionWidth: 120,
    paramTypes: { named: language === 'transactsql' ? ['@'] : [':'], numbered: ['$'] },
  });
}
