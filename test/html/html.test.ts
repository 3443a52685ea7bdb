import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { html, scriptJson } from '../../src/html/html.ts';

describe('a template of HTML', () => {
  it('escapes what is put into it, in text and in attributes', () => {
    const hostile = `"><script>alert('1')</script>&`;
    assert.equal(
      html`<a title="${hostile}">${hostile}</a>`.text.match(/[<>]/g)?.length,
      4,
      'no sign of the text is markup',
    );
  });

  it('takes markup as it is, lists one after another, and nothing for undefined', () => {
    assert.equal(
      html`<ul>
          ${[html`<li>a</li>`, 'b<']}
        </ul>
        ${undefined}`.text,
      '<ul><li>a</li>b&#60;</ul>',
    );
  });

  it('writes JSON that cannot end its script, and reads back the same', () => {
    const value = { text: '</script><!-- &\u2028' };
    assert.doesNotMatch(scriptJson(value).text, /[<>&\u2028]/);
    assert.deepEqual(JSON.parse(scriptJson(value).text), value);
  });
});
