// Strangers who send what is to keep the service busy, each from an address of their own, as a proxy in front would tell it.
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { authorizationOf } from '../../services/client.ts';
import { envelopeOf } from '../../web-connector/dotnet-http.ts';
import { LASTS_MS, number, type Phase } from './stage.ts';

const BOMBERS = 50;
/** Harmless where it is inflated after all, and dear enough to be seen. */
const INFLATED_BYTES = 4 * 1024 * 1024;
const GUESSERS = 100;
/** A program that guesses does not wait; the benchmark's own processor time is for the service. */
const PAUSE_MS = 100;

interface Shot {
  path: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

const addressOf = (stranger: number): string => `203.0.${Math.floor(stranger / 250)}.${1 + (stranger % 250)}`;

/** What came of it: the status, or that the connection was broken. */
function shoot(url: string, agent: http.Agent, from: string, { path, headers, body }: Shot): Promise<string> {
  return new Promise((resolve) => {
    const request = http.request(`${url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      agent,
      headers: { 'X-Forwarded-For': from, 'Content-Length': body?.length ?? 0, ...headers },
    });
    request.once('response', (answer) => {
      answer.resume().once('close', () => resolve(String(answer.statusCode)));
    });
    request.once('error', () => resolve('broken'));
    request.end(body);
  });
}

/** So many strangers, each one shot after the other; how often each answer came. */
async function attack(
  url: string,
  strangers: number,
  expected: readonly string[],
  shotOf: (shot: number) => Shot,
): Promise<string> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: strangers });
  const answers = new Map<string, number>();
  const end = performance.now() + LASTS_MS;
  let shots = 0;
  await Promise.all(
    Array.from({ length: strangers }, async (_, stranger) => {
      while (performance.now() < end) {
        const answer = await shoot(url, agent, addressOf(stranger), shotOf(shots++));
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
        await delay(PAUSE_MS);
      }
    }),
  );
  agent.destroy();
  const told = [...answers].sort().map(([answer, times]) => `${answer}: ${number(times)}`);
  const strange = [...answers.keys()].filter((answer) => !expected.includes(answer));
  if (strange.length > 0) throw new Error(`strangers were answered ${told.join(', ')}`);
  if (shots < strangers * 2) throw new Error(`no more than ${shots} by ${strangers} strangers`);
  return `${number(shots)} by ${strangers} strangers (answered ${told.join(', ')})`;
}

export const bombsPhase: Phase = {
  name: 'bombs',
  async ready({ url, company }) {
    const response = '<a>'.repeat(INFLATED_BYTES / '&lt;a&gt;'.length);
    const soap = gzipSync(envelopeOf('receiveResponseXML', { ticket: 'made-up', response }));
    const ticketLast = gzipSync(envelopeOf('receiveResponseXML', { response, ticket: 'made-up' }));
    const json = gzipSync(`{"codes":[${'0,'.repeat(INFLATED_BYTES / 2)}0]}`);
    const form = gzipSync(`userName=${'%61'.repeat(INFLATED_BYTES / 3)}`);
    const bomb = (path: string, type: string, body: Buffer): Shot => ({
      path,
      headers: { 'Content-Type': type, 'Content-Encoding': 'gzip' },
      body,
    });
    const shots: readonly Shot[] = [
      bomb('/qbwc', 'text/xml; charset=utf-8', soap),
      bomb('/qbwc', 'text/xml; charset=utf-8', ticketLast),
      bomb(`/api/companies/${company.id}/import`, 'application/json', json),
      bomb('/sign-in', 'application/x-www-form-urlencoded', form),
    ];
    // 200 is the Web Connector's -1, as any ticket that is not known gets it.
    const expected = ['200', '401', '413', '503', 'broken'];
    return async () =>
      `bombs of 4 MiB: ${await attack(url, BOMBERS, expected, (shot) => shots[shot % shots.length] as Shot)}`;
  },
};

/** Half of them know that there is an admin. */
const nameOf = (shot: number): string => (shot % 4 < 2 ? 'admin' : `somebody-${shot}`);

function guess(shot: number): Shot {
  const [userName, password] = [nameOf(shot), `guess ${shot}`];
  if (shot % 2 === 0) {
    const body = new URLSearchParams({ userName, password }).toString();
    return { path: '/sign-in', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body };
  }
  return { path: '/api/companies', headers: authorizationOf({ user: userName, password }) };
}

export const guessesPhase: Phase = {
  name: 'guesses',
  ready: async ({ url }) => {
    return async () => `passwords: ${await attack(url, GUESSERS, ['401', '422', '429'], guess)}`;
  },
};
