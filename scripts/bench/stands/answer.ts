// Large answers of QuickBooks, each to a message set that was really handed out.
import { filler, handOut } from '../large-answer.ts';
import { applicationOf, Caller } from '../player.ts';
import type { Phase } from './stage.ts';

const ANSWER_BYTES = 20_000_000;
const ANSWERS = 3;

export const answerPhase: Phase = {
  name: 'answer',
  after: 'accept',
  async ready({ api, company }) {
    const more = filler(ANSWER_BYTES);
    const caller = new Caller(await applicationOf(api, company));
    const answerAll = async () => {
      let bytes = 0;
      let { synced } = (await api.status(company.id)).counts;
      for (let time = 0; time < ANSWERS; time++) {
        const { ticket, envelope } = await handOut(caller, more);
        await caller.receive(envelope);
        await caller.calls.close(ticket);
        const before = synced;
        ({ synced } = (await api.status(company.id)).counts);
        if (synced === before) throw new Error('the answer changed nothing');
        bytes += envelope.length;
      }
      return `${ANSWERS} answers of 20 MB, ${(bytes / 1e6).toFixed(0)} MB on the wire, ${synced} codes synced by them`;
    };
    return () => answerAll().finally(() => caller.close());
  },
};
