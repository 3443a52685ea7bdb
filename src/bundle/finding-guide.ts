import type { Category, Spec, SpecField } from '../spec/model.ts';
import type { Advice, FindingPlace } from '../validate/advice.ts';

/** What a person needs beside a finding to act on it. */
export interface Guidance {
  /** The codes that the field may hold, or some and how many there are; empty for other rules. */
  readonly allowed: string;
  /** What the field is, in the words of the spec. */
  readonly meaning: string;
  readonly cause: string;
  readonly remedy: string;
}

export interface FindingGuide {
  about(place: FindingPlace): Guidance;
}

/** Codes that are all named; of longer sets a few. */
const MOST_CODES = 12;
const SOME_CODES = 8;

/** What spec and advice say of findings; each kind is put together once. */
export function findingGuide(spec: Spec, advice: Advice): FindingGuide {
  const known = new Map<string, Guidance>();
  return {
    about: (place) => {
      const kind = [place.object, place.field, place.rule].join('\n');
      const guidance = known.get(kind) ?? guide(spec, advice, place);
      known.set(kind, guidance);
      return guidance;
    },
  };
}

function guide(spec: Spec, advice: Advice, place: FindingPlace): Guidance {
  const object = spec.objects.find(({ name }) => name === place.object);
  // a key of several fields is named by all of them
  const names = place.field.split(' + ');
  const fields = (object?.fields ?? []).filter(({ name }) => names.includes(name));
  const words = advice.of(place);
  return {
    allowed: place.rule === 'dimension' ? fields.map((field) => codes(spec, field)).join('') : '',
    meaning: fields.map(({ description }) => oneLine(description)).join(' + '),
    cause: oneLine(words.why),
    remedy: oneLine(words.do),
  };
}

function codes(spec: Spec, { validators }: SpecField): string {
  const use = validators.find(({ name }) => name === 'dimension');
  const set = use && spec.categories.get(String(use.args['category_id']));
  return set ? showCodes(set) : '';
}

function showCodes({ id, values }: Category): string {
  const all = values.map(({ value }) => value);
  if (all.length <= MOST_CODES) return all.join(' | ');
  const some = all.slice(0, SOME_CODES).join(' | ');
  return `${some} | … (${all.length} codes: categories/${id}.yml of the spec, datapackage.json of the bundle)`;
}

/** A cell of several lines is hard to read in a spreadsheet. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
