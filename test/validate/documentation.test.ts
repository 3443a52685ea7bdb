import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { RULES } from '../../src/validate/rules.ts';

describe('docs/validation.md', () => {
  it('lists every rule with its severity, and no other', () => {
    const text = fs
      .readFileSync(new URL('../../docs/validation.md', import.meta.url), 'utf8')
      .replaceAll('\r\n', '\n');
    const listed = [...text.matchAll(/^\| `([\w-]+)` \| (error|warning) \|/gm)].map((match) => [
      match[1] ?? '',
      match[2] ?? '',
    ]);
    assert.deepEqual(
      listed.sort(),
      Object.entries(RULES)
        .map(([code, { severity }]) => [code, severity])
        .sort(),
    );
  });
});
