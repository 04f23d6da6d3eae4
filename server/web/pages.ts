/** The pages that need no sign-in: the front page and the help that AppSupport names. */
import express, { type Router } from 'express';
import { escapeHtml, SUPPORT_BODY } from './support.ts';

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 2rem 1rem; }
  code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
  h1, h2, h3, h4 { line-height: 1.25; }
  h2 { margin-top: 2.5rem; }
  h3, h4 { margin: 1.75rem 0 0.5rem; }
  h4 { font-size: 1rem; }
  p { margin: 0.5rem 0; }
  li { margin: 0.25rem 0; }
  main { overflow-wrap: break-word; }
  [id] { scroll-margin-top: 1rem; }
  main > section { border-top: 1px solid GrayText; margin-top: 2.5rem; }
  main > section > h2 { margin-top: 1.5rem; }
  .numbers { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: 0; list-style: none; }
  section:target > :is(h2, h3), section:has(> h4 > :target) > h4, code:target { outline: 3px solid Highlight; outline-offset: 3px; }
`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

const front = (publicURL: string) =>
  page(
    'Cost Code Sync',
    `<h1>Cost Code Sync</h1>
<p>Accepted cost codes become Service Items in QuickBooks Desktop, through the QuickBooks Web Connector.</p>
<p>This service is running. What can be done is in its HTTP interface, for example:</p>
<p><code>curl -u admin:PASSWORD ${publicURL}/api/companies</code></p>
<p>Trouble with the Web Connector? <a href="support">Help</a>.</p>`,
  );

const SUPPORT = page('Help - Cost Code Sync', SUPPORT_BODY);

/** `publicURL` is shown to people: it is escaped, although a checked address has nothing to escape. */
export function createPages(publicURL: string): Router {
  const router = express.Router();
  const escaped = escapeHtml(publicURL);
  router.get('/', (_request, response) => void response.type('html').send(front(escaped)));
  router.get('/support', (_request, response) => void response.type('html').send(SUPPORT));
  router.get('/style.css', (_request, response) => void response.type('css').send(STYLE));
  return router;
}
