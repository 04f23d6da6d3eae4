/** Companies: making one, its settings, its lists, its connector's password and its company file. */
import { createHash } from 'node:crypto';
import { cleanText, toName } from '../../qbxml/text.ts';
import { collectionOf, type New, type Store, type Stored } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import { alone } from './lock.ts';
import {
  type AccountRule,
  COMPANIES,
  type CodeList,
  type Company,
  type CostCode,
  type ItemNaming,
  isInQuickBooks,
  RUN_EVERY_MINUTES,
} from './model.ts';
import { itemNameOf, nameKeyOf } from './naming.ts';
import { naturalOrder } from './order.ts';
import { type By, rename } from './transitions.ts';
import { allOf, changeEach, everyCode } from './walk.ts';
import type { Window } from './window.ts';

/** Cryptographically strong random bytes. */
export type Random = (bytes: number) => Buffer;

/** Whose a FileID is. Inserting one claims it, so that no two companies ever share one. */
interface FileClaim extends Stored {
  readonly company: string;
}

export const FILE_CLAIMS = collectionOf<FileClaim>()({ name: 'fileClaims', indexes: {} });

export interface Settings {
  readonly name: string;
  readonly incomeAccount: string;
  readonly expenseAccount?: string | null;
  readonly class?: string | null;
  readonly accountRules?: readonly AccountRule[];
  readonly itemNaming?: ItemNaming;
  readonly runEveryMinutes?: number;
  readonly fourEyes?: boolean;
  readonly window?: Window | null;
}

export interface ConnectorPassword {
  readonly userName: string;
  readonly password: string;
}

const PASSWORD_BYTES = 16;
export const LISTS_MAX = 200;
export const QUICKBOOKS_LIST_NAME = 'QuickBooks Desktop Standard Cost Codes';

/** A password of 128 random bits needs no stretching; a poll must not cost one. */
export function digestOf(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

const newPassword = (random: Random) => random(PASSWORD_BYTES).toString('base64url');

const newID = (random: Random) =>
  BigInt(`0x${random(10).toString('hex')}`)
    .toString(36)
    .padStart(16, '0');

/** The connector's user name tells the company, so that a poll finds it without an index. */
export const userNameOf = (companyID: string) => `qbwc-${companyID}`;

/**
 * The id of the company whose connector signs in so, in any letter case; null if no company of ours can have that user name.
 * Does not ask whether there is one.
 */
export function companyOfUserName(userName: string): string | null {
  return /^qbwc-([0-9a-z]{16})$/.exec(userName.toLowerCase())?.[1] ?? null;
}

/** FileIDs are compared without braces and case. */
export function fileKeyOf(fileID: string): string {
  return fileID.replace(/[{}\s]/g, '').toLowerCase();
}

/** As qbXML writes it: in braces. */
export function newGUID(random: Random): string {
  const hex = random(16).toString('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return `{${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}}`;
}

const companyOrder = (name: string, id: string) => `${naturalOrder(name.toLowerCase())}\u0001${id}`;

/** Stores a new company with its QuickBooks list. The connector's password is in the answer only: just its digest is stored. */
export async function createCompany(
  store: Store,
  random: Random,
  settings: Settings,
): Promise<{ company: Company; connector: ConnectorPassword }> {
  const id = newID(random);
  const password = newPassword(random);
  const fileID = newGUID(random);
  const shown = toName(settings.name);
  const company: New<Company> = {
    id,
    name: settings.name,
    order: companyOrder(settings.name, id),
    incomeAccount: settings.incomeAccount,
    expenseAccount: settings.expenseAccount ?? null,
    class: settings.class ?? null,
    accountRules: settings.accountRules ?? [],
    itemNaming: settings.itemNaming ?? 'code',
    renaming: false,
    runEveryMinutes: settings.runEveryMinutes ?? RUN_EVERY_MINUTES.usual,
    fourEyes: settings.fourEyes ?? false,
    window: settings.window ?? null,
    lists: [{ id: 'quickbooks', name: QUICKBOOKS_LIST_NAME, quickBooks: true }],
    firstSentAt: null,
    userName: userNameOf(id),
    passwordDigest: digestOf(password),
    fileID,
    // Both are fixed for good: QBWC knows an application by them, whatever the company is called later.
    appName: [
      'Cost Code Sync',
      cleanText(shown.ok ? shown.text : '')
        .slice(0, 40)
        .trimEnd(),
      id,
    ]
      .filter(Boolean)
      .join(' '),
    appUniqueName: `CostCodeSync-${id}`,
    createdAt: store.now().toISOString(),
  };
  await claimFile(store, fileID, id);
  const [stored] = await store.insert(COMPANIES, [company]);
  if (!stored) throw new Error('a random company id came twice');
  return { company: stored, connector: { userName: stored.userName, password } };
}

/** Whether the company file with this FileID is another company's. */
export async function isAnothersFile(store: Store, company: string, fileID: string): Promise<boolean> {
  const claim = await store.get(FILE_CLAIMS, fileKeyOf(fileID));
  return claim !== null && claim.company !== company;
}

/** False if it is another company's. */
async function claimFile(store: Store, fileID: string, company: string): Promise<boolean> {
  const id = fileKeyOf(fileID);
  const [claimed] = await store.insert(FILE_CLAIMS, [{ id, company }]);
  return claimed !== null || (await store.get(FILE_CLAIMS, id))?.company === company;
}

/** Every company, by name. */
export async function allCompanies(store: Store): Promise<Company[]> {
  return allOf((after, limit) => store.find(COMPANIES, 'byOrder', { equals: [], after, limit }), 'order');
}

/** Changes a company by `change`, which runs again if somebody else was quicker. Null if it does not exist. */
export async function updateCompany(
  store: Store,
  id: string,
  change: (company: Company) => Company,
): Promise<Company | null> {
  for (;;) {
    const company = await store.get(COMPANIES, id);
    if (!company) return null;
    const changed = change(company);
    if (changed === company) return company;
    const [stored] = await store.replace(COMPANIES, [changed]);
    if (stored) return stored;
  }
}

/** Gives the company's connector a new password; the old one stops working at its next call. Null if there is no such company. */
export async function newConnectorPassword(
  store: Store,
  random: Random,
  id: string,
): Promise<ConnectorPassword | null> {
  const password = newPassword(random);
  const company = await updateCompany(store, id, (each) => ({ ...each, passwordDigest: digestOf(password) }));
  return company && { userName: company.userName, password };
}

/** Nothing is written to QuickBooks until somebody resumes it. Whoever pauses it again says who and why, but not since when. */
export const pause = (
  store: Store,
  id: string,
  { at, by }: By,
  reason: string | null,
): Promise<Company | null> =>
  updateCompany(store, id, (company) => ({
    ...company,
    paused: { at: company.paused?.at ?? at, by, reason },
  }));

/** The pause is over. Null if there is no such company. */
export const resume = (store: Store, id: string): Promise<Company | null> =>
  updateCompany(store, id, (company) => (company.paused ? { ...company, paused: null } : company));

/** The company file with this FileID is the company's from now on. False if it is another company's. */
export async function takeCompanyFile(store: Store, id: string, fileID: string): Promise<boolean> {
  if (!(await claimFile(store, fileID, id))) return false;
  await updateCompany(store, id, (company) => ({ ...company, fileID }));
  return true;
}

/** Null if there are too many. */
export async function addList(
  store: Store,
  random: Random,
  company: Company,
  name: string,
): Promise<CodeList | null> {
  const list: CodeList = { id: newID(random), name, quickBooks: false };
  const stored = await updateCompany(store, company.id, (each) =>
    each.lists.length >= LISTS_MAX ? each : { ...each, lists: [...each.lists, list] },
  );
  return stored?.lists.includes(list) || stored?.lists.some((each) => each.id === list.id) ? list : null;
}

/** So many of what is wrong with names are told. */
export const NAMING_PROBLEMS_MAX = 100;

export type NamingProblem = { readonly code: string; readonly problem: string };

/**
 * Changes settings. Another way of naming gives every unsynced and pending code its new name, or is refused as a whole with
 * what is wrong with the names (the first of them).
 */
export async function changeSettings(
  store: Store,
  random: Random,
  id: string,
  settings: Partial<Settings>,
  by: By,
): Promise<{ company: Company } | { problems: NamingProblem[] } | null> {
  const apply = (each: Company): Company => ({
    ...each,
    ...settings,
    order: companyOrder(settings.name ?? each.name, each.id),
    renaming: each.renaming || (settings.itemNaming !== undefined && settings.itemNaming !== each.itemNaming),
  });
  if (settings.itemNaming === undefined) {
    const company = await updateCompany(store, id, apply);
    return company && { company };
  }
  const naming = settings.itemNaming;
  return alone(store, id, random(16).toString('hex'), async () => {
    const before = await store.get(COMPANIES, id);
    if (!before) return null;
    const { problems } = await planNames(store, before, naming);
    if (problems.length > 0) return { problems: problems.slice(0, NAMING_PROBLEMS_MAX) };
    await updateCompany(store, id, apply);
    const company = await finishRenaming(store, id, by);
    return company && { company };
  });
}

/** Completes a change of naming, also one that a crash cut short. To be called under the company's lock. */
export async function finishRenaming(store: Store, id: string, by: By): Promise<Company | null> {
  const company = await store.get(COMPANIES, id);
  if (!company?.renaming) return company;
  const { names } = await planNames(store, company, company.itemNaming);
  await changeEach(store, [...names.keys()], (code) => {
    const name = names.get(code.id);
    return name === undefined || name === code.itemName ? null : rename(code, by, name);
  });
  return updateCompany(store, id, (each) => ({ ...each, renaming: false }));
}

async function planNames(
  store: Store,
  company: Company,
  naming: ItemNaming,
): Promise<{ names: Map<string, string>; problems: NamingProblem[] }> {
  const names = new Map<string, string>();
  const problems: NamingProblem[] = [];
  for (const list of company.lists) {
    const codes = await everyCode(store, company.id, list.id);
    const isOpen = (code: CostCode) =>
      (code.status === 'unsynced' || code.status === 'pending') && !isInQuickBooks(code);
    const taken = new Set<string>();
    for await (const slice of inTurns(codes))
      for (const code of slice) if (!isOpen(code)) taken.add(nameKeyOf(code.parent, code.itemName));
    for await (const slice of inTurns(codes)) {
      for (const code of slice.filter(isOpen)) {
        const named = itemNameOf(code.code, code.description, naming, (name) =>
          taken.has(nameKeyOf(code.parent, name)),
        );
        if (named.ok) {
          taken.add(nameKeyOf(code.parent, named.name));
          names.set(code.id, named.name);
        } else {
          problems.push({ code: code.code, problem: named.problem });
        }
      }
    }
  }
  return { names, problems };
}
