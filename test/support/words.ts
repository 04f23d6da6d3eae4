/** What a reader sees of a part of a page, once it is there: each block on a line of its own. */
import type { Locator, Page } from 'playwright-core';

export async function wordsOf(place: Locator): Promise<string> {
  await place.first().waitFor();
  return (await place.first().allInnerTexts()).join('');
}

export const words = (page: Page, selector: string): Promise<string> => wordsOf(page.locator(selector));
