import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { onEmbeddedStore } from '../support/service.ts';

onEmbeddedStore('the style sheet', (start) => {
  it('has every part', async () => {
    const folder = new URL('../../server/pages/style/', import.meta.url);
    const service = await start();
    const { text } = await service.api('GET', '/style.css', { anonymous: true });
    const parts = readdirSync(folder);
    expect(parts.length).toBeGreaterThan(10);
    for (const part of parts)
      expect(text.includes(readFileSync(new URL(part, folder), 'utf8')), part).toBe(true);
  });
});
