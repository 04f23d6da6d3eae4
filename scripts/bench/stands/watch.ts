// Pages that watch a company whose codes change: as many as the service allows each session and user.
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { signIn } from '../../services/client.ts';
import { LASTS_MS, mustBe, number, type Phase, type Stage } from './stage.ts';

const PAGES = 200;
const OF_A_SESSION = 4;
const OF_A_USER = 20;
const CHANGE_EVERY_MS = 1_000;
const PASSWORD = 'a viewer of the benchmark';

interface Watcher {
  messages: number;
  status: number;
  close(): void;
}

async function cookiesOfViewers({ url, api, company }: Stage): Promise<string[]> {
  const cookies: string[] = [];
  for (let page = 0; page < PAGES; page += OF_A_SESSION) {
    const userName = `viewer-${Math.floor(page / OF_A_USER)}`;
    if (page % OF_A_USER === 0)
      await api.ask('POST', '/users', { userName, password: PASSWORD, roles: { [company.id]: 'viewer' } });
    cookies.push(await signIn(url, userName, PASSWORD));
  }
  return cookies;
}

function watch(address: string, cookie: string, agent: http.Agent): Watcher {
  const watcher: Watcher = { messages: 0, status: 0, close: () => request.destroy() };
  const request = http.get(address, { agent, headers: { cookie } }, (answer) => {
    watcher.status = answer.statusCode ?? 0;
    answer.setEncoding('utf8').on('data', (text: string) => {
      watcher.messages += text.split('event: state\n').length - 1;
    });
    answer.on('error', () => {});
  });
  request.on('error', () => {});
  return watcher;
}

export const watchPhase: Phase = {
  name: 'watch',
  after: 'accept',
  async ready(stage) {
    const cookies = await cookiesOfViewers(stage);
    const { url, api, company } = stage;
    return async () => {
      const agent = new http.Agent({ maxSockets: Number.POSITIVE_INFINITY });
      const watchers = Array.from({ length: PAGES }, (_, page) =>
        watch(`${url}/companies/${company.id}/events`, cookies[Math.floor(page / OF_A_SESSION)] ?? '', agent),
      );
      const end = performance.now() + LASTS_MS;
      for (let number = 1; performance.now() < end; number++) {
        const code = `50-${String(number * 10).padStart(4, '0')}`;
        mustBe(`recalled of ${code}`, (await api.recall(company.id, [code])).recalled, 1);
        await delay(CHANGE_EVERY_MS);
      }
      for (const { close } of watchers) close();
      const fewest = Math.min(...watchers.map(({ messages }) => messages));
      if (watchers.some(({ status }) => status !== 200)) throw new Error('a page was not let watch');
      if (fewest < 2) throw new Error(`a page was told ${fewest} times`);
      const messages = watchers.reduce((sum, watcher) => sum + watcher.messages, 0);
      return `${PAGES} pages told ${number(messages)} times, the least of them ${fewest} times`;
    };
  },
};
