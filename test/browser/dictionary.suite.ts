import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type Browser, type Page, chromium } from 'playwright-core';
import { loadDictionary } from '../../src/documents/dictionary.ts';
import { writeDictionary } from '../../src/documents/write-dictionary.ts';
import { tempDir } from '../support/files.ts';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = ['index.html', 'ssd_person.html', 'ssd_cla_care_plan.html', 'codes.html'];

interface Violation {
  readonly id: string;
  readonly impact: string;
}

describe('the data dictionary in Chromium', () => {
  const dir = tempDir();
  let browser: Browser;
  before(async () => {
    await writeDictionary(loadDictionary({}), dir);
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    });
  });
  after(() => browser.close());

  /** Opens a page from the file system; gives what it asked for and complained of. */
  async function open(
    name: string,
    colorScheme: 'light' | 'dark' = 'light',
    width = 1400,
  ): Promise<{ page: Page; noise: string[] }> {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const noise: string[] = [];
    const url = pathToFileURL(path.join(dir, name)).href;
    page.on('console', (message) => noise.push(message.text()));
    page.on('pageerror', (error) => noise.push(error.message));
    page.on('request', (request) => {
      if (!request.isNavigationRequest()) noise.push(request.url());
    });
    await page.goto(url);
    return { page, noise };
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const name of PAGES) {
      it(`${name} has nothing that axe calls serious, ${colorScheme}, and asks for nothing`, async () => {
        const { page, noise } = await open(name, colorScheme);
        assert.deepEqual(noise, []);
        for (const summary of await page.locator('summary').all()) await summary.click();
        await page.evaluate(AXE);
        const found = await page.evaluate<Violation[]>(
          'axe.run().then(({ violations }) => violations.map(({ id, impact }) => ({ id, impact })))',
        );
        const grave = found.filter(({ impact }) => ['serious', 'critical'].includes(impact));
        assert.deepEqual(grave, []);
        await page.context().close();
      });
    }
  }

  for (const width of [360, 1400]) {
    for (const name of PAGES) {
      it(`${name} does not scroll sideways at ${width} pixels`, async () => {
        const { page } = await open(name, 'light', width);
        for (const summary of await page.locator('summary').all()) await summary.click();
        const over = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        assert.equal(over, 0);
        await page.context().close();
      });
    }
  }

  it('finds a field by a column of the CMS, with the keyboard alone', async () => {
    const { page, noise } = await open('index.html');
    await page.keyboard.press('/');
    await page.keyboard.type('pers_dob');
    await page.keyboard.press('ArrowDown');
    const text = await page.evaluate<string>('document.activeElement.textContent');
    assert.match(text, /^ssd_person\.pers_dob/);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#results a').count(), 0);
    await page.keyboard.type('birth_dttm');
    assert.match(await page.locator('#told').innerText(), /^\d+ match/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/ssd_person\.html#pers_/);
    assert.deepEqual(noise, []);
    await page.context().close();
  });

  it('begins a search with the word of the address', async () => {
    const { page } = await open('index.html');
    await page.goto(`${page.url()}?q=ethnicity`);
    assert.ok((await page.locator('#results a').count()) > 0);
    await page.context().close();
  });
});
