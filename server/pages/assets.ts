/**
 * The one style sheet and the one script, from our own address. Their addresses depend on their content, so browsers may keep
 * them for good.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import express, { type Router } from 'express';
import { STATUS } from './components/status.ts';

/** In the order of the cascade: what all pages have, then the rooms. */
const STYLE_PARTS = [
  ...['tokens', 'base', 'frame', 'buttons', 'forms', 'messages', 'states', 'tables'],
  ...[
    'home',
    'setup',
    'rules',
    'users',
    'notices',
    'pairs',
    'media',
    'panel',
    'diagnosis',
    'days',
    'desk',
    'code-table',
    'code',
    'import',
    'help',
  ],
];

/** What the pages do better with a script; all of it works without, but for live progress. Each keeps its names to itself, in a block. */
const SCRIPT_PARTS = ['times', 'beginning', 'menus', 'forms', 'desk', 'keys', 'live', 'connecting', 'copy'];

interface Asset {
  readonly file: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly mark: string;
}

const read = (file: string) => readFileSync(new URL(file, import.meta.url));

/** The signs of states, which are not read aloud: said once instead of in each of the hundreds that a page has. */
const signs = Object.entries(STATUS)
  .map(([status, { sign }]) => `.state.${status}::before {\n  content: "${sign} " / "";\n}\n`)
  .join('');

const joined = (folder: string, parts: readonly string[], ending: string) =>
  Buffer.concat(parts.map((part) => read(`${folder}/${part}.${ending}`)));

const asset = (file: string, type: string, bytes = read(file)): Asset => {
  return { file, type, bytes, mark: createHash('sha256').update(bytes).digest('hex').slice(0, 12) };
};

const STYLE = asset(
  'style.css',
  'text/css; charset=utf-8',
  Buffer.concat([joined('style', STYLE_PARTS, 'css'), Buffer.from(signs)]),
);
const SCRIPT = asset('script.js', 'text/javascript; charset=utf-8', joined('script', SCRIPT_PARTS, 'js'));
const ICON = asset('icon.svg', 'image/svg+xml');

/** Where the present style sheet is, below the path prefix. */
export const STYLE_PATH = `/style.css?${STYLE.mark}`;
/** The same of the script. */
export const SCRIPT_PATH = `/script.js?${SCRIPT.mark}`;

/** Gives all assets to everybody: for good at an address with the mark of their content, else to be asked for anew. */
export function assetRoutes(): Router {
  const router = express.Router();
  for (const { file, type, bytes, mark } of [STYLE, SCRIPT, ICON]) {
    router.get(`/${file}`, (request, response) => {
      const isMarked = request.originalUrl.endsWith(`?${mark}`);
      response
        .set('Cache-Control', isMarked ? 'public, max-age=31536000, immutable' : 'no-cache')
        .type(type)
        .send(bytes);
    });
  }
  return router;
}
