/**
 * Pages in a real browser. Where there is none these tests are skipped and
 * say so. With SHOTS=folder each looked-at page is also kept there as a picture.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { BROWSER, hasBrowser } from './machine.ts';
import { ADMIN_PASSWORD, onEmbeddedStore, type Service } from './service.ts';

const SHOTS = process.env.SHOTS;
/** Half of a test's, so that it is said what was waited for. */
const DEFAULT_TIMEOUT_MS = 300_000;

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly script?: boolean;
  /** The few colors of a system theme with high contrast. */
  readonly forced?: boolean;
}

export type Open = (look?: Look) => Promise<Page>;

/** Runs tests over a service and a browser; every page that `open` gives has cookies of its own. */
export function inBrowser(title: string, tests: (start: () => Promise<Service>, open: Open) => void): void {
  if (!hasBrowser) {
    console.warn(`skipped: ${title}: there is no browser at ${BROWSER}; set CHROMIUM to one`);
    describe.skip(title, () =>
      tests(
        async () => null as never,
        async () => null as never,
      ),
    );
    return;
  }
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  onEmbeddedStore(title, (start) => {
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
    });
    afterAll(() => browser?.close());
    afterEach(async () => {
      for (const context of contexts.splice(0)) await context.close();
    });
    tests(start, async ({ width = 1280, height = 900, dark = false, script = true, forced = false } = {}) => {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        javaScriptEnabled: script,
        reducedMotion: 'reduce',
        forcedColors: forced ? 'active' : 'none',
        timezoneId: 'America/Chicago',
        locale: 'en-US',
      });
      context.setDefaultTimeout(DEFAULT_TIMEOUT_MS);
      contexts.push(context);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      // What the content security policy refuses is told on the console.
      page.on('console', (message) => {
        if (message.type() === 'error' && /Content Security|Refused/i.test(message.text()))
          faults.push(message.text());
      });
      page.on('close', () => expect(faults).toEqual([]));
      return page;
    });
  });
}

export async function signIn(
  page: Page,
  service: Service,
  who: { user: string; password: string } = { user: 'admin', password: ADMIN_PASSWORD },
): Promise<void> {
  await page.goto(`${service.url}/`);
  await page.getByLabel('User name').fill(who.user);
  await page.getByLabel('Password').fill(who.password);
  await follow(page.getByRole('button', { name: 'Sign in' }));
}

/** Presses what leads to another page, and waits until that is there. */
export async function follow(what: Locator): Promise<void> {
  const there = what.page().waitForEvent('load');
  await what.click();
  await there;
}

/** The page as it is, in each of the looks: none is loaded for itself. */
export async function looksRightEverywhere(page: Page, name: string): Promise<void> {
  for (const { width, height, dark = false, forced = false, rules = null } of LOOKS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({
      colorScheme: dark ? 'dark' : 'light',
      forcedColors: forced ? 'active' : 'none',
    });
    await looksRight(page, name, rules);
  }
}

/**
 * No violation of axe-core's rules (WCAG 2.2 AA and its good practice), or of those that are given, and nothing wider than the
 * window.
 */
export async function looksRight(
  page: Page,
  name: string,
  rules: readonly string[] | null = null,
): Promise<void> {
  if (SHOTS) {
    mkdirSync(SHOTS, { recursive: true });
    const size = page.viewportSize()?.width ?? 0;
    const scheme = await page.evaluate(
      'matchMedia("(forced-colors: active)").matches ? "forced" : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"',
    );
    await page.screenshot({ path: path.join(SHOTS, `${name}-${size}-${scheme}.png`), fullPage: true });
  }
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const found = (await page.evaluate(
    `axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) })})`,
  )) as {
    violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
  };
  const told = found.violations.map(({ id, nodes }) => [
    id,
    ...nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`),
  ]);
  expect(told, name).toEqual([]);
  const tooWide = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(tooWide, `${name} is wider than the window`).toBeLessThanOrEqual(0);
}

const COLOR_RULES = ['color-contrast', 'link-in-text-block'];
const WIDTH_RULES = ['scrollable-region-focusable'];

interface Window extends Look {
  readonly width: number;
  readonly height: number;
  /** Those that only this window can break, where the others are asked in another one. */
  readonly rules?: readonly string[];
}

/** The last one is that in which a page was opened, so that a test goes on as it began. */
const LOOKS: readonly Window[] = [
  { width: 390, height: 844 },
  // 1,280 pixels at 200 %.
  { width: 640, height: 450, rules: WIDTH_RULES },
  { width: 1280, height: 900, forced: true, rules: COLOR_RULES },
  { width: 1280, height: 900, dark: true, rules: COLOR_RULES },
  { width: 1280, height: 900 },
];

/** What a page tells of what was just done. */
export const result = (page: Page): Promise<string> =>
  page.locator('.message[role="status"]:not([hidden]), .error-summary').first().innerText();
