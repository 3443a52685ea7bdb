import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { renderDiff } from '../../src/analyse/diff/render-diff.ts';
import { tempDir } from '../support/files.ts';
import { aDiff } from '../support/compared-bundles.ts';
import { type Opened, launchBrowser, openPage, seriousFaults, skip } from './opened.ts';

describe('the page of a comparison in Chromium', { skip }, () => {
  let browser: Browser;
  const file = path.join(tempDir(), 'diff.html');
  const address = pathToFileURL(file).href;
  before(async () => {
    browser = await launchBrowser();
    fs.writeFileSync(file, await renderDiff(aDiff('<script>alert(1)</script>')));
  });
  after(() => browser.close());

  const open = (colorScheme: 'light' | 'dark', width: number): Promise<Opened> =>
    openPage(browser, address, colorScheme, width);

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [360, 1400]) {
      it(`is quiet and fits ${width} pixels, ${theme}`, async () => {
        const { page, faults } = await open(theme, width);
        assert.deepEqual(faults, []);
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        assert.ok(Number(wide) <= width, `the page is ${String(wide)} wide`);
        await page.close();
      });
    }

    it(`has nothing that axe calls serious, ${theme}`, async () => {
      const { page } = await open(theme, 1400);
      assert.deepEqual(await seriousFaults(page), []);
      await page.close();
    });
  }

  it('lists what changed most first, and sorts another way', async () => {
    const { page } = await open('light', 1400);
    const names = (): Promise<string[]> => page.locator('#object-table tbody th').allInnerTexts();
    assert.deepEqual(await names(), ['ssd_b', 'ssd_a', 'ssd_c']);
    await page.locator('#object-table thead button').first().press('Enter');
    assert.deepEqual(await names(), ['ssd_a', 'ssd_b', 'ssd_c']);
    await page.close();
  });

  it('runs no script that came from the data', async () => {
    const { page } = await open('light', 1400);
    assert.equal(await page.locator('script').count(), 1);
    assert.ok((await page.content()).includes('&lt;script&gt;alert(1)'));
    await page.close();
  });
});
