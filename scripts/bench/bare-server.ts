// What the service is measured against: express with next to nothing behind it, in a process of its own. It takes the same requests. It
// answers with fixed texts: to a poll after reading the body, to an answer of QuickBooks after taking the responses out of it by patterns
// and keeping what became of its codes in one durable transaction, or after taking the texts of its items out. A session it plays with 50
// codes a set out of its table, by templates. It checks nothing, and keeps nothing else.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import express, { type Request, type Response } from 'express';
import { FILLER_REQUEST } from './large-answer.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const KEEP_ALIVE_MS = 120_000;
const TICKET = '0123456789abcdef-0123456789abcdef0123456789abcdef01234567';

const reply = (operation: string, result: string): string =>
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
  `<${operation}Response xmlns="http://developer.intuit.com/"><${operation}Result>${result}</${operation}Result></${operation}Response>` +
  '</soap:Body></soap:Envelope>';

const REPLIES = Object.entries({
  serverVersion: 'Bare server 1.0',
  clientVersion: '',
  authenticate: `<string>${TICKET}</string><string>none</string><string></string><string>900</string>`,
  closeConnection: 'Nothing to export: no accepted cost code waits.',
}).map(([operation, result]) => ({ tag: `<${operation} `, text: reply(operation, result) }));
const RECEIVED = reply('receiveResponseXML', '100');

const folder = mkdtempSync(path.join(tmpdir(), 'cost-code-sync-bench-'));
const database = new DatabaseSync(path.join(folder, 'bare.sqlite'));
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec(
  'CREATE TABLE codes (request TEXT PRIMARY KEY, status TEXT, list TEXT, name TEXT) WITHOUT ROWID',
);
const keep = database.prepare('INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?)');

const RESPONSE =
  /<ItemServiceAddRs requestID="([^"]*)" statusCode="([^"]*)"[^>]*>(.*?)<\/ItemServiceAddRs>/gs;
const LIST_ID = /<ListID>(.*?)<\/ListID>/;
const FULL_NAME = /<FullName>(.*?)<\/FullName>/;

const textOf = (request: Request): string => (request.body as Buffer).toString('utf8');

function answer(response: Response, text: string): void {
  response.status(200).set('Content-Type', 'text/xml; charset=utf-8').end(text);
}

const ITEM = /<Item\w+Ret>(.*?)<\/Item\w+Ret>/gs;
const TEXT = /<(\w+)>([^<]*)<\/\1>/g;

function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/metrics', (_request, response) => {
  const { user, system } = process.cpuUsage();
  response.type('text/plain').send(`process_cpu_seconds_total ${(user + system) / 1e6}\n`);
});
app.use(express.raw({ limit: MAX_BYTES, type: () => true }));
app.post('/poll', (request, response) => {
  const text = textOf(request);
  answer(response, REPLIES.find(({ tag }) => text.includes(tag))?.text ?? '');
});
app.post('/answer', (request, response) => {
  const text = textOf(request);
  const start = text.indexOf('<response>') + '<response>'.length;
  const whole = decoded(text.slice(start, text.indexOf('</response>', start)));
  database.exec('BEGIN IMMEDIATE');
  let kept = 0;
  for (const [, id = '', status = '', inside = ''] of whole.matchAll(RESPONSE)) {
    // Whoever asked knows what was asked.
    if (id.startsWith(FILLER_REQUEST)) continue;
    keep.run(id, status, LIST_ID.exec(inside)?.[1] ?? '', FULL_NAME.exec(inside)?.[1] ?? '');
    kept++;
  }
  database.exec('COMMIT');
  if (kept === 0) throw new Error('not an answer to what was asked');
  answer(response, RECEIVED);
});

app.post('/texts', (request, response) => {
  const text = textOf(request);
  const start = text.indexOf('<response>') + '<response>'.length;
  const whole = decoded(text.slice(start, text.indexOf('</response>', start)));
  let texts = 0;
  for (const [, item = ''] of whole.matchAll(ITEM))
    for (const [, , value = ''] of item.matchAll(TEXT)) texts += decoded(value) === '' ? 0 : 1;
  answer(response, RECEIVED.replace('100', String(Math.min(100, texts))));
});

// A session: codes out of the table until none is left.
const SET = 50;
database.exec(
  'CREATE TABLE queue (id INTEGER PRIMARY KEY, status TEXT, list TEXT, name TEXT, description TEXT)',
);
database.exec('CREATE INDEX byStatus ON queue (status)');
const fill = database.prepare("INSERT INTO queue (id, status, name, description) VALUES (?, 'queued', ?, ?)");
const next = database.prepare("SELECT id, name, description FROM queue WHERE status = 'queued' LIMIT ?");
const left = database.prepare("SELECT COUNT(*) AS n FROM queue WHERE status = 'queued'");
const settle = database.prepare('UPDATE queue SET status = ?, list = ?, name = ? WHERE id = ?');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function addRq({ id, name, description }: Record<string, unknown>): string {
  const desc = escaped(String(description));
  return (
    `<ItemServiceAddRq requestID="${id}"><ItemServiceAdd><Name>${escaped(String(name))}</Name><SalesAndPurchase>` +
    `<SalesDesc>${desc}</SalesDesc><IncomeAccountRef><FullName>Construction Income</FullName></IncomeAccountRef>` +
    `<PurchaseDesc>${desc}</PurchaseDesc><ExpenseAccountRef><FullName>Job Expenses</FullName></ExpenseAccountRef>` +
    '</SalesAndPurchase></ItemServiceAdd></ItemServiceAddRq>'
  );
}

function nextSet(): string {
  const rows = next.all(SET);
  if (rows.length === 0) return '';
  return `<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="continueOnError">${rows.map(addRq).join('')}</QBXMLMsgsRq></QBXML>`;
}

function settled(text: string): number {
  const start = text.indexOf('<response>') + '<response>'.length;
  const whole = decoded(text.slice(start, text.indexOf('</response>', start)));
  database.exec('BEGIN IMMEDIATE');
  for (const [, id = '', status = '', inside = ''] of whole.matchAll(RESPONSE))
    settle.run(status, LIST_ID.exec(inside)?.[1] ?? '', FULL_NAME.exec(inside)?.[1] ?? '', Number(id));
  database.exec('COMMIT');
  return left.get()?.n === 0 ? 100 : 50;
}

const OPENED = reply(
  'authenticate',
  `<string>${TICKET}</string><string></string><string></string><string>900</string>`,
);

app.get('/fill', (request, response) => {
  database.exec('DELETE FROM queue');
  database.exec('BEGIN');
  for (let id = 1; id <= Number(request.query.codes); id++)
    fill.run(id, `03-${id}`, `Work of kind ${id} & what belongs to it`);
  database.exec('COMMIT');
  response.end();
});
app.post('/session', (request, response) => {
  const text = textOf(request);
  if (text.includes('<sendRequestXML ')) answer(response, reply('sendRequestXML', escaped(nextSet())));
  else if (text.includes('<receiveResponseXML '))
    answer(response, reply('receiveResponseXML', `${settled(text)}`));
  else if (text.includes('<authenticate ')) answer(response, OPENED);
  else answer(response, REPLIES.find(({ tag }) => text.includes(tag))?.text ?? '');
});

const server = http.createServer(app);
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port);
process.once('disconnect', () => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
