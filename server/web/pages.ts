/** The page that needs no sign-in: the help that AppSupport names. */
import express, { type Router } from 'express';

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

const SUPPORT = page(
  'Help - Cost Code Sync',
  `<h1>Help</h1>
<p>What became of each cost code, and why, is shown by this service to those who sign in:
its status, its codes and its sessions with QuickBooks. The Web Connector's own log shows only the beginning of each message.</p>
<h2>Setting up</h2>
<ol>
<li>Open the company file in QuickBooks, signed in as its administrator.</li>
<li>Download the company's <code>QBWC.qwc</code> here and add it in the Web Connector with "Add an application".</li>
<li>Answer QuickBooks' question with "Yes, always; allow access even if QuickBooks is not running".</li>
<li>Enter the connector's password, save it, tick Auto-Run.</li>
</ol>
<h2>What the Web Connector may say</h2>
<dl>
<dt>QBWC1003, QBWC1004, QBWC1048</dt>
<dd>It cannot reach this service or check its certificate: see that this page opens in a browser on the same computer, without a warning.</dd>
<dt>QBWC1012, QBWC1041, QBWC1042</dt>
<dd>A call broke off or something between the two answered instead. Nothing is lost; the next update goes on.</dd>
<dt>QBWC1030, QBWC1040, "Invalid password"</dt>
<dd>Enter the connector's password again. If it is lost, have an admin make a new one here.</dd>
<dt>QBWC1007, QBWC1013, "could not start QuickBooks"</dt>
<dd>Open QuickBooks with the company file, close every dialog, and update again.</dd>
<dt>QBWC1039</dt>
<dd>The company file knows another copy of this application: remove it from the Web Connector and add the <code>.qwc</code> file once more.</dd>
<dt>"Another company file is open"</dt>
<dd>Open the file of this company. If the open one is right (a moved or re-installed server), an admin can accept it here.</dd>
<dt>"No data exchange required"</dt>
<dd>All is well: no accepted cost code waits.</dd>
</dl>`,
);

export function createPages(): Router {
  const router = express.Router();
  router.get('/support', (_request, response) => void response.type('html').send(SUPPORT));
  return router;
}
