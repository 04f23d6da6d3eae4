/** Mistakes that a server could make with readings. */
import { CODES, COMPANIES } from '../../../server/codes/model.ts';
import { codesWith } from '../../../server/codes/walk.ts';
import { writeBuckets } from '../../../server/quickbooks/completing.ts';
import { READINGS, type Reading } from '../../../server/quickbooks/model.ts';
import { completed } from '../../../server/quickbooks/running.ts';
import type { Store } from '../../../server/store/port.ts';
import { sessionOfTicket } from '../../../server/sync/session.ts';
import type { Action } from './actions.ts';
import type { Planted } from './plants.ts';
import type { Plant } from './run.ts';

/** Nothing that a reading leaves is ever removed. */
const leavesItsPages: Plant = (exchange) => ({ ...exchange, async tidyReadings() {} });

/** What has come so far counts. */
const completesTooSoon: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async receiveResponseXML(call) {
    const received = await exchange.receiveResponseXML(call);
    const reading = await store.get(READINGS, companyID);
    if (reading?.running?.next === 'items') await complete(store, reading);
    return received;
  },
});

async function complete(store: Store, reading: Reading): Promise<void> {
  const whole = await writeBuckets(store, reading, store.now().toISOString());
  await store.replace(READINGS, [completed(reading, whole)]);
}

/** The reading counts before what it is made of is there. */
const namesItsBucketsFirst: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async receiveResponseXML(call) {
    const received = await exchange.receiveResponseXML(call);
    const reading = await store.get(READINGS, companyID);
    const items = reading?.complete?.buckets.items;
    if (items && !items.includes('missing')) {
      const buckets = { ...reading.complete.buckets, items: [...items, 'missing'] };
      await store.replace(READINGS, [{ ...reading, complete: { ...reading.complete, buckets } }]);
    }
    return received;
  },
});

/** A reading that has begun is brought to its end, whoever waits. */
const readsFirst: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async sendRequestXML(call) {
    const session = sessionOfTicket(call.ticket);
    const accepted = () => codesWith(store, companyID, 'quickbooks', 'accepted');
    const ready = (await accepted()).filter(({ skipSession }) => skipSession === null);
    await store.replace(
      CODES,
      ready.map((code) => ({ ...code, skipSession: session })),
    );
    const sent = await exchange.sendRequestXML(call);
    const skipped = (await accepted()).filter(({ id }) => ready.some((code) => code.id === id));
    await store.replace(
      CODES,
      skipped.map((code) => ({ ...code, skipSession: null })),
    );
    return sent;
  },
});

/** What was read of a file counts for the one that has taken its place. */
const keepsWhatItHasRead: Plant = (exchange, store, companyID) => {
  let old: Reading['complete'] = null;
  return {
    ...exchange,
    async authenticate(userName, password) {
      const told = await exchange.authenticate(userName, password);
      const reading = await store.get(READINGS, companyID);
      const company = await store.get(COMPANIES, companyID);
      if (reading?.complete) old = reading.complete;
      else if (reading && company && old)
        await store.replace(READINGS, [
          { ...reading, complete: { ...old, file: { ...old.file, fileId: company.fileID } } },
        ]);
      return told;
    },
  };
};

const wholeSession: Action = { do: 'session', c: 0, calls: 99 };
const askReading: Action = { do: 'askReading' };

export const READING_PLANTS: readonly Planted[] = [
  {
    name: 'leaves what a reading was made of that broke off',
    plant: leavesItsPages,
    found: /pages are left of readings that are over/,
    way: [askReading, { do: 'session', c: 0, calls: 11 }],
  },
  {
    name: 'takes what has come of a reading for all',
    plant: completesTooSoon,
    found: /was there all the time, and is not in what was read/,
    way: [wholeSession, askReading, wholeSession],
  },
  {
    name: 'has a reading count before what it is made of is there',
    plant: namesItsBucketsFirst,
    found: /lacks some of what it is made of/,
    way: [wholeSession],
  },
  {
    name: 'reads QuickBooks while codes wait',
    plant: readsFirst,
    found: /QuickBooks is read while c1 could be exported/,
    way: [wholeSession],
  },
  {
    name: 'keeps what it has read when another file is accepted',
    plant: keepsWhatItHasRead,
    found: /was read, and was never in this company file/,
    way: [
      wholeSession,
      askReading,
      { do: 'openFile', file: 1 },
      { do: 'authenticate', c: 0, wrong: false },
      { do: 'send', c: 0, hcp: 'told' },
      { do: 'companyFile' },
      { do: 'authenticate', c: 0, wrong: false },
    ],
  },
];
