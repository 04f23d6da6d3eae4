import { expect, it } from 'vitest';
import { HELP } from '../../../server/help/topics.ts';
import { HRESULT_ROWS, STATUS_ROWS } from '../../../server/sync/statuses.ts';
import { onEmbeddedStore } from '../../support/service.ts';

/** The errors that users of a Web Connector meet, as the references list them. */
const QBWC =
  `1000 1001 1002 1003 1004 1005 1006 1007 1008 1009 1010 1012 1013 1014 1022 1023 1024 1030 1031 1033 1034 1035 1036 1037
  1039 1040 1041 1042 1043 1044 1045 1046 1048 1051 1065 1080 1085 2012`.split(/\s+/);

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((found) => found[1]!);
const idsOf = (html: string) => all(html, /\sid="([^"]*)"/g);
const wordsOf = (html: string) =>
  html
    .replace(/<[^<>]*>/g, '')
    .replace(/&#(\d+);/g, (_, char) => String.fromCharCode(char))
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

onEmbeddedStore('the help page', (start) => {
  const get = async () => {
    const answer = await (await start()).api('GET', '/support', { anonymous: true });
    expect(answer.status).toBe(200);
    return answer;
  };

  it('needs no sign-in and loads nothing from elsewhere', async () => {
    const service = await start();
    const { headers, text } = await service.api('GET', '/support', { anonymous: true });
    expect(headers.get('content-type')).toMatch(/^text\/html; charset=utf-8/);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; ?style-src 'self'/);
    expect(text).not.toMatch(/<(img|iframe|style|form|base)\b|\s(style|on\w+)=|https?:\/\//i);
    for (const address of [...all(text, /<link [^>]*href="([^"]*)"/g), ...all(text, /\ssrc="([^"]*)"/g)])
      expect(address).toMatch(/^\/(style\.css|script\.js|icon\.svg)(\?[0-9a-f]+)?$/);
    const style = await service.api('GET', '/style.css', { anonymous: true });
    expect(style.status).toBe(200);
    expect(style.text).not.toMatch(/url\(|@import/);
    expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
  });

  it('has each help topic under its key, with its title, cause and next step', async () => {
    const { text } = await get();
    const ids = idsOf(text);
    for (const [key, { title, cause, advice }] of Object.entries(HELP)) {
      expect(
        ids.filter((id) => id === key),
        key,
      ).toHaveLength(1);
      const section = wordsOf(text.slice(text.indexOf(`<section id="${key}">`)).split('</section>')[0]!);
      expect(section).toContain(title);
      expect(section).toContain(cause);
      expect(section).toContain(`${advice}.`);
      expect(advice, key).toMatch(/^[A-Z].*[^.!?\s]$/);
    }
  });

  it('has each code of the tables in the section of the topic that it leads to', async () => {
    const { text } = await get();
    const ids = idsOf(text);
    for (const { code, help } of [...STATUS_ROWS, ...HRESULT_ROWS]) {
      const id = code.startsWith('0x') ? code : `status-${code}`;
      expect(
        ids.filter((each) => each === id),
        id,
      ).toHaveLength(1);
      const section = text.slice(text.indexOf(`<section id="${help}">`)).split('</section>')[0]!;
      expect(section, id).toContain(`<code id="${id}">${code}</code>`);
    }
  });

  it('has each number and each message of the Web Connector', async () => {
    const { text } = await get();
    const ids = idsOf(text);
    expect(ids.filter((id) => id.startsWith('QBWC')).sort()).toEqual(QBWC.map((number) => `QBWC${number}`));
    for (const words of [
      'No data exchange required',
      'Invalid password',
      'Application Busy',
      'Update postponed',
    ])
      expect(wordsOf(text)).toContain(`"${words}"`);
  });

  it('has a table of contents whose links lead somewhere, also to every topic and number', async () => {
    const { text } = await get();
    const ids = idsOf(text);
    expect(new Set(ids).size).toBe(ids.length);
    const links = all(text, /<a [^>]*href="#([^"]*)"/g);
    for (const link of links) expect(ids, link).toContain(link);
    const nav = text.slice(text.indexOf('<nav id="contents"')).split('</nav>')[0] ?? '';
    const contents = all(nav, /<a href="#([^"]*)"/g);
    expect(new Set(contents).size).toBe(contents.length);
    for (const key of [...Object.keys(HELP), ...QBWC.map((number) => `QBWC${number}`)])
      expect(contents, key).toContain(key);
  });

  it('has its headings in order, a language and a title, and all its text is escaped', async () => {
    const { text } = await get();
    const levels = all(text, /<h([1-6])\b/g).map(Number);
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    levels.reduce((before, level) => {
      expect(level - before).toBeLessThanOrEqual(1);
      return level;
    }, 0);
    expect(text).toContain('<html lang="en">');
    expect(text).toMatch(/<title>[^<]+<\/title>/);
    expect(text.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!#\d+;|[a-z]+;)/);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
    const tags = [...text.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)];
    const open: string[] = [];
    for (const [, end, name] of tags) {
      if (name === 'meta' || name === 'link') continue;
      if (end) expect(open.pop()).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
  });
});
