/** The help page that AppSupport names: it needs no sign-in. */
import express, { type Router } from 'express';
import { layout } from '../pages/layout.ts';
import { SUPPORT_BODY } from './support.ts';

/** The page, made once: it is the same for everybody. */
export function createPages(publicURL: string): Router {
  const prefix = new URL(publicURL).pathname.replace(/\/+$/, '');
  const page = layout((path) => prefix + path, null, null, { title: 'Help', body: SUPPORT_BODY });
  const router = express.Router();
  router.get('/support', (_request, response) => void response.type('html').send(page));
  return router;
}
