// Sorts and filters the tables of the report. Without it they can be read all the same.
'use strict';

const words = new Intl.Collator('en-GB', { numeric: true });

function valueOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.sort ?? cell.textContent.trim();
}

function sortTable(head) {
  const table = head.closest('table');
  const body = table.tBodies[0];
  const column = head.cellIndex;
  const isNumber = head.classList.contains('number');
  // figures are first wanted from the largest, words from the first
  const first = isNumber ? 'descending' : 'ascending';
  const second = isNumber ? 'ascending' : 'descending';
  const order = head.getAttribute('aria-sort') === first ? second : first;
  for (const other of table.tHead.rows[0].cells) other.setAttribute('aria-sort', 'none');
  head.setAttribute('aria-sort', order);
  const sign = order === 'ascending' ? 1 : -1;
  const rows = [...body.rows].sort((a, b) => {
    const [left, right] = [valueOf(a, column), valueOf(b, column)];
    return sign * (isNumber ? Number(left) - Number(right) : words.compare(left, right));
  });
  body.append(...rows);
}

function filterTable(field) {
  const table = document.getElementById(field.dataset.filters);
  const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = [...table.tBodies[0].rows];
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !wanted.every((word) => text.includes(word));
  }
  const shown = rows.filter((row) => !row.hidden).length;
  const status = document.querySelector(`[data-counts="${field.dataset.filters}"]`);
  status.textContent = wanted.length === 0 ? '' : `${shown} of ${rows.length} rows`;
}

for (const head of document.querySelectorAll('th[aria-sort]')) {
  head.querySelector('button').addEventListener('click', () => sortTable(head));
}
for (const field of document.querySelectorAll('[data-filters]')) {
  field.addEventListener('input', () => filterTable(field));
}
// paper has nothing to open
let opened = [];
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details.code:not([open])')];
  for (const part of opened) part.open = true;
});
addEventListener('afterprint', () => {
  for (const part of opened) part.open = false;
});
