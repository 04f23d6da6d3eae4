// Many codes: imported, sent, accepted, searched, downloaded.

import { costCodes } from '../cost-codes.ts';
import { CODES, LAST_CODE, mustBe, number, type Phase, pageOf, type Stage } from './stage.ts';

const SEARCH_ROUNDS = 3;
const AT_ONCE = 5;
const DOWNLOADS = 2;

async function searchInterface({ api, company }: Stage, text: string): Promise<number> {
  const path = `/companies/${company.id}/codes?search=${encodeURIComponent(text)}`;
  return (await api.ask('GET', path)).body.codes.length;
}

async function searchPage(stage: Stage, query: string, wanted: string): Promise<void> {
  const html = await pageOf(stage, `/companies/${stage.company.id}?status=all&${query}`);
  if (!html.includes(wanted)) throw new Error(`the page of ${query} does not show ${wanted}`);
}

export const importPhase: Phase = {
  name: 'import',
  async ready({ api, company }) {
    const csv = Buffer.from(costCodes(CODES));
    return async () => {
      const { added, problems } = await api.importList(company.id, csv);
      mustBe('added', added, CODES);
      mustBe('problems', problems.length, 0);
      return `${number(added)} codes added, a CSV of ${(csv.length / 1e6).toFixed(1)} MB`;
    };
  },
};

export const sendPhase: Phase = {
  name: 'send',
  after: 'import',
  ready: async ({ api, company }) => {
    return async () => {
      const { sent } = await api.send(company.id);
      mustBe('sent', sent, CODES);
      return `${number(sent)} codes sent`;
    };
  },
};

export const acceptPhase: Phase = {
  name: 'accept',
  after: 'send',
  ready: async ({ api, company }) => {
    return async () => {
      const { accepted } = await api.accept(company.id);
      mustBe('accepted', accepted, CODES);
      return `${number(accepted)} codes accepted`;
    };
  },
};

export const searchPhase: Phase = {
  name: 'search',
  after: 'accept',
  ready: async (stage) => {
    return async () => {
      for (let round = 0; round < SEARCH_ROUNDS; round++) {
        mustBe('found', await searchInterface(stage, LAST_CODE), 1);
        await searchPage(stage, `search=${LAST_CODE}`, LAST_CODE);
        await searchPage(stage, 'sort=description', 'Drywall');
        await Promise.all(
          Array.from({ length: AT_ONCE }, () => searchPage(stage, `search=${LAST_CODE}`, LAST_CODE)),
        );
      }
      return `${SEARCH_ROUNDS * (3 + AT_ONCE)} searches and sorted pages of ${number(CODES)} codes, up to ${AT_ONCE} at once`;
    };
  },
};

export const csvPhase: Phase = {
  name: 'csv',
  after: 'accept',
  ready: async (stage) => {
    return async () => {
      let bytes = 0;
      for (let time = 0; time < DOWNLOADS; time++) {
        const text = await pageOf(stage, `/companies/${stage.company.id}/codes.csv`);
        mustBe('lines', text.trimEnd().split('\n').length, CODES + 1);
        bytes += text.length;
      }
      return `${DOWNLOADS} downloads of ${number(CODES)} codes, ${(bytes / 1e6).toFixed(1)} MB`;
    };
  },
};
