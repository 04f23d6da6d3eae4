/**
 * Setup links: whoever has one may connect a company's Web Connector, without an account and until it ends. Its secret is 256 random
 * bits, shown once and kept as their SHA-256, which needs no stretching.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Random } from '../codes/company.ts';
import { COMPANIES, type Company } from '../codes/model.ts';
import { allOf } from '../codes/walk.ts';
import { collectionOf, type Store, type Stored } from '../store/port.ts';

export interface SetupLink extends Stored {
  readonly company: string;
  readonly digest: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly order: string;
  /** When a password of the connector was made by it, which it does once. */
  readonly passwordAt: string | null;
}

export const SETUP_LINKS = collectionOf<SetupLink>()({
  name: 'setupLinks',
  indexes: { byCompany: ['company', 'order'] },
});

/** How long one may last. */
export const SETUP_HOURS = { least: 1, most: 7 * 24, usual: 24 } as const;
/** Of one company. */
export const SETUP_LINKS_MAX = 50;

const ID_BYTES = 8;
const SECRET_BYTES = 32;
const HOUR_MS = 60 * 60_000;

const FORM = /^([0-9a-f]{16})-([\w-]{43})$/;

const digestOf = (secret: string) => createHash('sha256').update(secret).digest();

const isOver = ({ expiresAt }: SetupLink, now: Date) => Date.parse(expiresAt) <= now.getTime();

/** `text` is what the address ends with. Null if the company has as many as it may have. Those that have ended go. */
export async function makeSetupLink(
  store: Store,
  random: Random,
  { id: company }: Company,
  hours: number,
): Promise<{ readonly link: SetupLink; readonly text: string } | null> {
  const now = store.now();
  const all = await allLinks(store, company);
  const over = all.filter((link) => isOver(link, now));
  if (over.length > 0) await store.remove(SETUP_LINKS, over);
  if (all.length - over.length >= SETUP_LINKS_MAX) return null;
  const id = random(ID_BYTES).toString('hex');
  const secret = random(SECRET_BYTES).toString('base64url');
  const createdAt = now.toISOString();
  const [link] = await store.insert(SETUP_LINKS, [
    {
      id,
      company,
      digest: digestOf(secret).toString('hex'),
      createdAt,
      expiresAt: new Date(now.getTime() + hours * HOUR_MS).toISOString(),
      order: `${createdAt}/${id}`,
      passwordAt: null,
    },
  ]);
  if (!link) throw new Error('a random id of a setup link came twice');
  return { link, text: `${id}-${secret}` };
}

/** Those of a company that have not ended, the oldest first. */
export async function setupLinksOf(store: Store, { id }: Company): Promise<SetupLink[]> {
  const now = store.now();
  return (await allLinks(store, id)).filter((link) => !isOver(link, now));
}

/** False if the company has no such link, or it has ended. */
export async function endSetupLink(store: Store, company: Company, id: string): Promise<boolean> {
  for (;;) {
    const link = await store.get(SETUP_LINKS, id);
    if (!link || link.company !== company.id || isOver(link, store.now())) return false;
    // A password may be made by it at this very moment.
    if ((await store.remove(SETUP_LINKS, [link]))[0]) return true;
  }
}

/** The link that an address ends with, and its company; null if there is none, or it has ended. */
export async function setupLinkOf(
  store: Store,
  text: string,
): Promise<{ readonly link: SetupLink; readonly company: Company } | null> {
  const [, id, secret] = FORM.exec(text) ?? [];
  if (id === undefined || secret === undefined) return null;
  const link = await store.get(SETUP_LINKS, id);
  if (!link || !timingSafeEqual(digestOf(secret), Buffer.from(link.digest, 'hex'))) return null;
  const company = isOver(link, store.now()) ? null : await store.get(COMPANIES, link.company);
  return company && { link, company };
}

/**
 * The link as it is once a password was made by it: null for whoever comes second. First of all, so that a page that is posted
 * twice does not make the password useless that the first one shows.
 */
export async function takeLinkPassword(store: Store, link: SetupLink): Promise<SetupLink | null> {
  if (link.passwordAt !== null) return null;
  const [taken] = await store.replace(SETUP_LINKS, [{ ...link, passwordAt: store.now().toISOString() }]);
  return taken ?? null;
}

function allLinks(store: Store, company: string): Promise<SetupLink[]> {
  return allOf(
    (after, limit) => store.find(SETUP_LINKS, 'byCompany', { equals: [company], after, limit }),
    'order',
  );
}
