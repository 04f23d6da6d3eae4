// The process that calls `authenticate`, and does nothing else: what the load costs the benchmark is not taken for the service's slowness.
import http from 'node:http';
import { envelopeOf } from '../../web-connector/dotnet-http.ts';
import { takeOrders } from '../caller.ts';

export interface Target {
  url: string;
  userName: string;
  password: string;
}
/** More than ever wait for a service that stands; further ones wait here, and their time counts all the same. */
const CONNECTIONS_MAX = 100;
const TIMEOUT_MS = 120_000;

const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });

function authenticate(url: string, envelope: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': envelope.length };
    const request = http.request(url, { method: 'POST', headers, agent, timeout: TIMEOUT_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('error', reject);
      // A company without codes has no work.
      answer.once('end', () =>
        /string>none</.test(text)
          ? resolve()
          : reject(new Error(`${answer.statusCode} ${text.slice(0, 300)}`)),
      );
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', reject);
    request.end(envelope);
  });
}

takeOrders<Target>(({ url, userName, password }) => {
  const envelope = envelopeOf('authenticate', { strUserName: userName, strPassword: password });
  return () => authenticate(url, envelope);
});
