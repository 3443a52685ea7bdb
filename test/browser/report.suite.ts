import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { renderReport } from '../../src/report/render-report.ts';
import { tempDir } from '../support/files.ts';
import { reportInput } from '../support/report-input.ts';
import { type Opened, launchBrowser, openPage, seriousFaults, skip } from './opened.ts';

describe('the report in Chromium', { skip }, () => {
  let browser: Browser;
  const file = path.join(tempDir(), 'report.html');
  const address = pathToFileURL(file).href;
  before(async () => {
    browser = await launchBrowser();
    const finding = { severity: 'error', count: 3, meaning: 'it fits', examples: [] } as const;
    const findings = [
      { object: 'ssd_person', field: 'pers_sex', rule: 'dimension', ...finding },
      { object: 'ssd_person', field: 'pers_upn', rule: 'size', ...finding, count: 12 },
    ];
    fs.writeFileSync(file, await renderReport(reportInput({ findings }, true)));
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

  it('sorts a table by the keyboard, either way', async () => {
    const { page } = await open('light', 1400);
    const count = page.locator('#finding-table thead th').nth(3);
    const counts = (): Promise<string[]> =>
      page.locator('#finding-table tbody td:nth-child(4)').allInnerTexts();
    await count.locator('button').press('Enter');
    assert.equal(await count.getAttribute('aria-sort'), 'descending');
    assert.deepEqual(await counts(), ['12', '3']);
    await count.locator('button').press('Enter');
    assert.equal(await count.getAttribute('aria-sort'), 'ascending');
    assert.deepEqual(await counts(), ['3', '12']);
    await page.close();
  });

  it('filters a table, and says how many rows are left', async () => {
    const { page } = await open('light', 1400);
    await page.getByLabel('Show rows with').nth(1).fill('PERS_sex');
    assert.equal(await page.locator('#finding-table tbody tr:visible').count(), 1);
    assert.equal(await page.locator('[data-counts="finding-table"]').innerText(), '1 of 2 rows');
    await page.close();
  });

  it('runs no script that came from the data', async () => {
    const { page } = await open('light', 1400);
    assert.equal(await page.locator('script').count(), 1);
    assert.ok((await page.content()).includes('&lt;script&gt;alert(1)'));
    await page.close();
  });
});
