import {
  type BundleDescription,
  type DescribedBundle,
  describeTables,
} from '../../src/bundle/table-description.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { tempDir, writeTree } from './files.ts';

/** Of `ssd_a`, with a field of every type, and `ssd_b`. */
export const DESCRIBED_SPEC = {
  'categories/colour.yml': '- {value: R, description: Red}\n- {value: "G|(B)"}\n',
  'objects/relationships.yml': `relationships:
- {parent_object: ssd_a, parent_key: a_id, child_object: ssd_b, child_key: b_a_id, relation: "1:M"}
- {parent_object: ssd_a, parent_key: a_name, child_object: ssd_b, child_key: b_name, relation: "1:M"}
`,
  'objects/ssd_a.yml': `nodes:
- name: ssd_a
  fields:
  - {name: a_id, type: string, size: 48, primary_key: true, item_ref: A001, description: Id.}
  - {name: a_name, type: string, size: 20, validators: [character_limit: {characters: 9}]}
  - {name: a_day, type: date}
  - {name: a_moment, type: datetime}
  - {name: a_colour, type: categorical, validators: [dimension: {category_id: colour}]}
  - {name: a_list, type: list, size: 500, validators: [count_min: {number: 2}]}
  - {name: a_flag, type: boolean}
  - {name: a_count, type: int, validators: [unique: {enabled: true}, notnull: {enabled: true}]}
  - {name: a_share, type: float}
  - {name: a_parent, type: string, foreign_key: ssd_a.a_id}
`,
  'objects/ssd_b.yml': `nodes:
- name: ssd_b
  fields:
  - {name: b_a_id, type: string, primary_key: true}
  - {name: b_name, type: string, primary_key: true}
`,
};

/** Two objects with a field of every type, a key that is unique and one that may repeat. */
export function describedBundle(change: Partial<DescribedBundle> = {}): BundleDescription {
  const both = new Set(['ssd_a', 'ssd_b']);
  return describeTables({
    name: 'ssd_Trial_1',
    created: new Date('2026-11-22T10:00:00Z'),
    dateFormat: 'iso',
    spec: loadSpec(writeTree(tempDir(), DESCRIBED_SPEC)),
    objects: both,
    complete: both,
    altered: new Map(),
    ...change,
  });
}
