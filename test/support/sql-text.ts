/** What the tests of the engines' rules look for in the text of a query. */

/** What is inside the brackets of each call. */
export function calls(sql: string, start: RegExp): string[] {
  return [...sql.matchAll(start)].map(
    (match) => upTo(sql.slice(match.index + match[0].length), /^\)/).text,
  );
}

/** The items of each order, without their directions. */
export function orders(sql: string): string[][] {
  return [...sql.matchAll(/\border by\b/g)].map(({ index }) =>
    items(sql.slice(index + 'order by'.length)).map((item) =>
      item.replace(/ (?:asc|desc)(?: nulls (?:first|last))?$/, ''),
    ),
  );
}

/** The items of every grouping. */
export function groups(sql: string): string[] {
  return [...sql.matchAll(/\bgroup by\b/g)].flatMap(({ index }) =>
    items(sql.slice(index + 'group by'.length)),
  );
}

/** The items of a list, each on one line, up to the bracket or the word that ends it. */
function items(text: string): string[] {
  const { text: head, rest } = upTo(text, /^(?:,|\)|order by\b|having\b|union\b)/);
  const item = head.replace(/\s+/g, ' ').trim();
  return rest.startsWith(',') ? [item, ...items(rest.slice(1))] : [item];
}

/** The text before the first place outside brackets and quotes where the pattern holds. */
function upTo(text: string, end: RegExp): { readonly text: string; readonly rest: string } {
  let [depth, quote] = [0, ''];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quote !== '') {
      if (letter === quote) quote = '';
      continue;
    }
    if (depth === 0 && end.test(text.slice(at, at + 10))) {
      return { text: text.slice(0, at), rest: text.slice(at) };
    }
    if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '(') depth++;
    else if (letter === ')') depth--;
  }
  return { text, rest: '' };
}

/** Without quoted names and texts. */
export function unquoted(text: string): string {
  return text.replace(/"[^"]*"|'(?:[^']|'')*'/g, '');
}
