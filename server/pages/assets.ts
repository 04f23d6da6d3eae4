/** The one style sheet and the one script, from our own address. Their addresses tell their content, so they may be kept for good. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import express, { type Router } from 'express';

interface Asset {
  readonly file: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly mark: string;
}

const asset = (file: string, type: string): Asset => {
  const bytes = readFileSync(new URL(file, import.meta.url));
  return { file, type, bytes, mark: createHash('sha256').update(bytes).digest('hex').slice(0, 12) };
};

const STYLE = asset('style.css', 'text/css; charset=utf-8');
const SCRIPT = asset('script.js', 'text/javascript; charset=utf-8');
const ICON = asset('icon.svg', 'image/svg+xml');

export const STYLE_PATH = `/style.css?${STYLE.mark}`;
export const SCRIPT_PATH = `/script.js?${SCRIPT.mark}`;

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
