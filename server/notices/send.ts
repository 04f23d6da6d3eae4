/**
 * Sends the letters that are due. One is claimed before it is sent, so two servers send one mail; whoever dies with it leaves it to be
 * sent again, under the same Message-ID. Who gets it and what is in it is decided at this moment: nobody gets what they may not see any
 * more, or do not want any more.
 */
import { createHash } from 'node:crypto';
import { COMPANIES } from '../codes/model.ts';
import { USERS } from '../identity/people.ts';
import type { Logger } from '../log.ts';
import { dueAt, dueUntil } from '../outbox/due.ts';
import { createRests, pauseMs } from '../outbox/rests.ts';
import type { Store } from '../store/port.ts';
import { turn } from '../turns.ts';
import { howOf, mayHear, stopMark } from './choices.ts';
import { compose } from './compose.ts';
import { undisturbed } from './local-time.ts';
import type { Mailed, Mailer } from './mailer.ts';
import { CHOICES, type Choices, type Entry, LETTERS, type Letter } from './model.ts';
import { asHtml, asText } from './written.ts';

const AT_ONCE = 10;
/** More than the mail server is waited for. */
const CLAIM_MS = 3 * 60_000;
const REST_MOST_MS = 10 * 60_000;
const LETTER_REST_MOST_MS = 2 * 60 * 60_000;
/** After so long nobody is helped by it any more; the page still shows it. */
const GIVEN_UP_MS = 7 * 24 * 60 * 60_000;

export interface SendOptions {
  readonly store: Store;
  /** Null without a mail server: the page shows what there is. */
  readonly mailer: Mailer | null;
  readonly publicURL: string;
  readonly log: Logger;
}

const THE_SERVER = 'mail server';

/** Sends all that is due each time it is called, unless the mail server is away. */
export function createSending({
  store,
  mailer,
  publicURL,
  log,
}: SendOptions): (isOver: AbortSignal) => Promise<void> {
  const now = () => store.now();
  const rests = createRests(() => now().getTime(), REST_MOST_MS);
  const host = new URL(publicURL).hostname;

  const nextDue = (limit: number) =>
    store.find(LETTERS, 'byDue', { equals: ['open'], before: dueUntil(now()), limit });

  async function claim(letter: Letter): Promise<Letter | null> {
    const due = dueAt(new Date(now().getTime() + CLAIM_MS), letter.id);
    const [claimed] = await store.replace(LETTERS, [
      { ...letter, due, isClaimed: true, tries: letter.tries + 1 },
    ]);
    return claimed ?? null;
  }

  const put = (letter: Letter, change: Partial<Letter>) =>
    store.replace(LETTERS, [{ ...letter, isClaimed: false, ...change }]);

  /** What is theirs to read, and wanted. */
  async function stillWanted(letter: Letter, choices: Choices): Promise<readonly Entry[]> {
    const user = await store.get(USERS, letter.user);
    if (!user || user.disabled === true) return [];
    return letter.entries.filter(
      (entry) => mayHear(user, entry) && howOf(choices, entry.company, entry.event) !== 'off',
    );
  }

  /** What it says of the mail server; null where it was not asked. */
  async function sent(letter: Letter): Promise<Mailed['kind'] | null> {
    const choices = await store.get(CHOICES, letter.user);
    const entries = choices ? await stillWanted(letter, choices) : [];
    if (!choices || entries.length === 0) {
      await put(letter, { state: 'dropped' });
      return null;
    }
    if (!mailer || choices.email === null) {
      await put(letter, { state: 'kept' });
      return null;
    }
    const awake = letter.how === 'now' ? undisturbed(now(), choices.quiet, choices.timeZone) : now();
    if (awake > now()) {
      await put(letter, { due: dueAt(awake, letter.id), tries: letter.tries - 1 });
      return null;
    }
    const companies = await store.getMany(COMPANIES, [...new Set(entries.map(({ company }) => company))]);
    const composed = compose(entries, {
      names: new Map(companies.map(({ id, name }) => [id, name])),
      publicURL,
      timeZone: choices.timeZone,
      stopMark: stopMark(choices),
    });
    const messageID = `<${createHash('sha256').update(letter.id).digest('hex').slice(0, 32)}@${host}>`;
    const mailed = await mailer.send({
      to: choices.email,
      subject: composed.subject,
      text: asText(composed),
      html: asHtml(composed),
      messageID,
      stopURL: composed.stopURL,
    });
    await put(letter, afterMail(letter, mailed));
    return mailed.kind;
  }

  function afterMail(letter: Letter, mailed: Mailed): Partial<Letter> {
    if (mailed.kind === 'sent') return { state: 'sent', sentAt: now().toISOString(), answer: null };
    const { words } = mailed;
    if (mailed.kind === 'refused') return { state: 'refused', answer: words };
    const [first] = letter.entries;
    const isOld = first !== undefined && now().getTime() - Date.parse(first.at) > GIVEN_UP_MS;
    if (isOld) return { state: 'refused', answer: words };
    const pause = pauseMs(letter.tries, LETTER_REST_MOST_MS);
    const due = mailed.kind === 'away' ? now() : new Date(now().getTime() + pause);
    return { due: dueAt(due, letter.id), answer: words };
  }

  return async (isOver) => {
    while (!isOver.aborted && !rests.isResting(THE_SERVER)) {
      await turn();
      const due = await nextDue(rests.hasFailed(THE_SERVER) ? 1 : AT_ONCE);
      if (due.length === 0) return;
      for (const letter of due) {
        const claimed = await claim(letter);
        if (!claimed) continue;
        const said = await sent(claimed);
        if (said === 'away') {
          rests.failed(THE_SERVER);
          log.warn('the mail server cannot be used; notices wait');
          return;
        }
        if (said !== null) rests.worked(THE_SERVER);
      }
    }
  };
}
