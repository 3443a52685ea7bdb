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
    const item = html`<b>a</b>`;
    assert.equal(html`${[item, 'b<', 3]}${undefined}`.text, '<b>a</b>b&#60;3');
  });

  it('writes JSON that cannot end its script, and reads back the same', () => {
    const value = { text: '</script><!-- &\u2028' };
    assert.doesNotMatch(scriptJson(value).text, /[<>&\u2028]/);
    assert.deepEqual(JSON.parse(scriptJson(value).text), value);
  });
});
