/** Pages that need no sign-in, made once: they are the same for everybody. */
import express, { type Router } from 'express';
import type { Value } from '../html.ts';
import { layout } from './layout.ts';
import { SUPPORT_BODY } from './support/support.ts';

/** A whole document for whoever comes. */
export type PublicPage = (title: string, body: Value) => string;

/** Documents with the ways of the service at this address. */
export function publicPages(publicURL: string): PublicPage {
  const prefix = new URL(publicURL).pathname.replace(/\/+$/, '');
  return (title, body) => layout((path) => prefix + path, null, null, { title, body });
}

/** The help page, which AppSupport names. */
export function supportRoutes(page: PublicPage): Router {
  const help = page('Help', SUPPORT_BODY);
  const router = express.Router();
  router.get('/support', (_request, response) => void response.type('html').send(help));
  return router;
}
