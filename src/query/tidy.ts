import { type SqlLanguage, format } from 'sql-formatter';

/**
 * Lays a compiled query out for reading. The laid-out text is the one that is executed, so what is
 * reviewed is what runs. SQL of a site that the formatter cannot read stays as it is: the database
 * decides.
 */
export function tidy(text: string, language: SqlLanguage): string {
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
