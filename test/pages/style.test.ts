import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { STATUS } from '../../server/pages/components/status.ts';
import { onEmbeddedStore } from '../support/service.ts';

onEmbeddedStore('the style sheet and the script', (start) => {
  it.each([
    ['style', '/style.css'],
    ['script', '/script.js'],
  ])('have every part: %s', async (name, address) => {
    const folder = new URL(`../../server/pages/${name}/`, import.meta.url);
    const service = await start();
    const { text } = await service.api('GET', address, { anonymous: true });
    const parts = readdirSync(folder);
    expect(parts.length).toBeGreaterThan(5);
    for (const part of parts)
      expect(text.includes(readFileSync(new URL(part, folder), 'utf8')), part).toBe(true);
  });

  it('tell each state by the sign that it has everywhere', async () => {
    const service = await start();
    const { text } = await service.api('GET', '/style.css', { anonymous: true });
    for (const [status, { sign }] of Object.entries(STATUS))
      expect(text, status).toMatch(new RegExp(`\\.state\\.${status}::before \\{\\s*content: "${sign} "`));
  });
});
