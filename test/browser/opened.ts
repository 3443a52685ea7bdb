import fs from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type Page, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PLACES.find((place) => fs.existsSync(place));
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Why a test of a page is not run; false where it is. */
export const skip = executablePath ? false : 'no Chromium here (Debian: apt-get install chromium)';

export interface Opened {
  readonly page: Page;
  /** Errors of the console, and requests that are not for the page itself. */
  readonly faults: string[];
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
}

/** Opens the file at an address, in a window of `width` pixels. */
export async function openPage(
  browser: Browser,
  address: string,
  colorScheme: 'light' | 'dark',
  width: number,
): Promise<Opened> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (url !== address && url !== 'data:,') faults.push(url);
  });
  await page.goto(address);
  return { page, faults };
}

/** What axe finds serious or worse, every part of the page being open. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(
    "document.querySelectorAll('details').forEach((part) => { part.open = true; })",
  );
  await page.evaluate(AXE);
  const found = await page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.map(({ id, impact }) => `${impact} ${id}`))',
  );
  return found.filter((one) => /^(serious|critical)/.test(one));
}
