/** Mistakes that a server could make; the model has to find each of them. */
import { randomBytes } from 'node:crypto';
import { newGUID } from '../../../server/codes/company.ts';
import { CODES } from '../../../server/codes/model.ts';
import { codesWith } from '../../../server/codes/walk.ts';
import { newSetName } from '../../../server/sync/dispatch.ts';
import { byCompany, CONNECTIONS, MESSAGE_SETS } from '../../../server/sync/model.ts';
import type { Plant } from './run.ts';

/** Sends a set whose answer is lost again as if it were a new one. */
const resendsAnew: Plant = (exchange) => ({
  ...exchange,
  async sendRequestXML(call) {
    const sent = await exchange.sendRequestXML(call);
    if (sent.kind === 'nothing') return sent;
    const text = sent.text
      .replace(/newMessageSetID="[^"]*"/, `newMessageSetID="${newSetName(randomBytes)}"`)
      .replace(/<ExternalGUID>[^<]*/g, () => `<ExternalGUID>${newGUID(randomBytes)}`);
    return { ...sent, text };
  },
});

/** Takes an unanswered set for one that was never done. */
const forgetsTheOpenSet: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async authenticate(userName, password) {
    const connection = await store.get(CONNECTIONS, companyID);
    if (connection?.openSet) {
      const codes = await codesWith(store, companyID, 'quickbooks', 'exporting');
      const at = store.now().toISOString();
      const set = await store.get(MESSAGE_SETS, byCompany(companyID, connection.openSet));
      if (set) await store.replace(MESSAGE_SETS, [{ ...set, phase: 'answered' }]);
      await store.replace(CONNECTIONS, [{ ...connection, openSet: null }]);
      await store.replace(
        CODES,
        codes.map((code) => ({
          ...code,
          status: 'accepted' as const,
          messageSet: null,
          history: [
            ...code.history,
            { at, by: 'connector', from: 'exporting' as const, to: 'accepted' as const, why: 'lost' },
          ],
        })),
      );
    }
    return exchange.authenticate(userName, password);
  },
});

/** Takes whatever comes for the answer that it waits for. */
const believesEveryAnswer: Plant = (exchange) => ({
  ...exchange,
  receiveResponseXML: async (call) => {
    const received = await exchange.receiveResponseXML(call);
    return received.kind === 'stopped' ? { kind: 'percent', percent: 100 } : received;
  },
});

/** Looks for what is its own among what was changed since yesterday, by a clock that is not that of the desktop. */
const believesItsClock: Plant = (exchange, store) => ({
  ...exchange,
  async sendRequestXML(call) {
    const sent = await exchange.sendRequestXML(call);
    if (sent.kind === 'nothing') return sent;
    const since = new Date(store.now().getTime() - 24 * 3_600_000).toISOString().slice(0, 19);
    const text = sent.text.replace(
      /(<MaxReturned>\d+<\/MaxReturned><ActiveStatus>All<\/ActiveStatus>)/,
      `$1<FromModifiedDate>${since}</FromModifiedDate>`,
    );
    return { ...sent, text };
  },
});

/** With what the model says of it. */
export const PLANTS: readonly (readonly [name: string, plant: Plant, found: RegExp])[] = [
  ['sends a lost set again as a new one', resendsAnew, /handed out with other bytes/],
  [
    'takes a lost set for one that was not done',
    forgetsTheOpenSet,
    /is there twice|QuickBooks has|has the item/,
  ],
  ['believes every answer', believesEveryAnswer, /an answer (with|to)/],
  ['believes its own clock', believesItsClock, /is there twice|QuickBooks has/],
];
