/**
 * Finds fields, objects and code sets while somebody types; `?q=` begins with a word. Its index
 * stands in the page as JSON, and what it shows is set as text, never as markup.
 */
export const SEARCH_SCRIPT = `
const index = JSON.parse(document.getElementById('index').textContent);
const input = document.getElementById('q');
const list = document.getElementById('results');
const told = document.getElementById('told');
const rank = ({ name, text }, words) => {
  const [own, all] = [name.toLowerCase(), (name + ' ' + text).toLowerCase()];
  if (!words.every((word) => all.includes(word))) return 0;
  const whole = words.join(' ');
  if (own === whole || own.endsWith('.' + whole)) return 4;
  if (own.includes(whole)) return 3;
  return words.every((word) => own.includes(word)) ? 2 : 1;
};
const show = ({ name, about, href }) => {
  const item = document.createElement('li');
  const link = item.appendChild(document.createElement('a'));
  link.href = href;
  link.appendChild(document.createElement('b')).textContent = name;
  link.appendChild(document.createElement('span')).textContent = about;
  return item;
};
const search = () => {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const found = words.length === 0 ? [] : index
    .map((entry) => ({ entry, weight: rank(entry, words) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  list.replaceChildren(...found.slice(0, 50).map(({ entry }) => show(entry)));
  const more = found.length > 50 ? ', the first 50 are shown' : '';
  told.textContent = words.length === 0 ? '' : found.length + (found.length === 1 ? ' match' : ' matches') + more;
};
const step = (event) => {
  const links = [...list.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  if (event.key === 'ArrowDown' && links[at + 1]) links[at + 1].focus();
  else if (event.key === 'ArrowUp' && at >= 0) (links[at - 1] ?? input).focus();
  else if (event.key === 'Escape') { input.value = ''; search(); input.focus(); }
  else return;
  event.preventDefault();
};
input.addEventListener('input', search);
input.form.addEventListener('keydown', step);
list.addEventListener('keydown', step);
input.form.addEventListener('submit', (event) => { event.preventDefault(); list.querySelector('a')?.click(); });
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.closest('input')) return;
  event.preventDefault();
  input.focus();
});
input.value = new URLSearchParams(location.search).get('q') ?? '';
search();
`;
