/**
 * Linking codes with items that QuickBooks has. No two codes share an item, however many servers and people link at once and
 * whatever the exchange adopts meanwhile, and a document is all that can be written at once. So whoever links
 *
 *     reads the code -> claims the item -> sees whose it is -> writes the code, guarded by what was read -> gives the claim back
 *
 * A claim is one document an item. One that was left behind may be taken over: by writing over it, and then over the code that it
 * names as it is. Somebody who was only slow either has written the code by then, which is seen, or cannot write it any more:
 * it has changed; and before another try the claim has to be renewed. So the time that a claim lasts decides nothing but how
 * long others wait.
 *
 * The exchange adopts an item by its name. It looks whose an item is, claims counting, while its code is `exporting`; who links
 * has the claim before looking for codes that are being exported under that name. One of the two sees the other.
 */
import { collectionOf, type New, type Store, type Stored } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import { CODES, type Company, type CostCode, codeID, type Item, keyOf, quickBooksList } from './model.ts';
import type { Outcome, Refusal } from './queue.ts';
import { type Around, type By, link, type Step } from './transitions.ts';
import { fullNameOf, parentsOf } from './view.ts';
import { codesWith } from './walk.ts';

/** Its id is the company's and the item's ListID. */
interface ItemClaim extends Stored {
  /** CostCode.id */
  readonly code: string;
  /** As people know it. */
  readonly name: string;
  /** Of the server that claims (Store.run). */
  readonly run: string | null;
  readonly until: string;
}

export const ITEM_CLAIMS = collectionOf<ItemClaim>()({ name: 'itemClaims', indexes: {} });

/** A code, as somebody spelt it, and the item that it is to have. */
export interface Link {
  readonly code: string;
  readonly item: Item;
}

/** How a code gets its item. */
export type LinkStep = (code: CostCode, by: By, item: Item, around: Around) => Step;

const CLAIM_MS = 60_000;
/** Of a move: it is completed, not waited for. */
const NO_END = '9999';
const LINKS_AT_ONCE = 100;
/** Each time somebody else was quicker; nobody is that unlucky for long. */
const ROUNDS_MAX = 20;

/** Links codes of the QuickBooks list with their items, whatever state they are in but `exporting`; or as `step` says. */
export async function linkCodes(
  store: Store,
  company: Company,
  by: By,
  links: readonly Link[],
  step: LinkStep = link,
): Promise<Outcome> {
  const refused: Refusal[] = [];
  let count = 0;
  const once = new Map<string, Link>();
  const items = new Set<string>();
  for await (const slice of inTurns(links)) {
    for (const each of slice) {
      const { code, item } = each;
      const id = idOf(company, code);
      if (once.has(id)) refused.push({ code, reason: `${code} is named twice; the first item counts.` });
      else if (items.has(item.listID))
        refused.push({ code, reason: `The item ${item.fullName} is named twice; the first code gets it.` });
      else {
        once.set(id, each);
        items.add(item.listID);
      }
    }
  }
  for await (const slice of inTurns(once.values(), LINKS_AT_ONCE)) {
    const linking = new Linking(store, company, by, slice, step);
    try {
      await linking.run();
    } finally {
      await linking.release();
    }
    count += linking.count;
    refused.push(...linking.refused);
  }
  return { count, refused };
}

const idOf = (company: Company, code: string) => codeID(company.id, quickBooksList(company).id, keyOf(code));
const claimID = (company: Company, listID: string) => `${company.id}/${listID}`;

/** The code that each item belongs to, or is about to: as people know it. */
export async function ownersOf(
  store: Store,
  company: Company,
  listIDs: readonly string[],
): Promise<Map<string, string>> {
  const ids = listIDs.map((listID) => claimID(company, listID));
  const [claims, linked] = await Promise.all([
    store.getMany(ITEM_CLAIMS, ids),
    linkedCodes(store, company, listIDs),
  ]);
  const claimed = claims.filter((claim) => isLive(store, claim)).map(({ id, name }) => [id, name] as const);
  const nameOf = new Map(claimed);
  return new Map(
    listIDs.flatMap((listID) => {
      const owner = linked.get(listID)?.code ?? nameOf.get(claimID(company, listID));
      return owner === undefined ? [] : [[listID, owner] as const];
    }),
  );
}

/** The codes of the QuickBooks list that are linked with these items, by ListID. */
export async function linkedCodes(
  store: Store,
  company: Company,
  listIDs: readonly string[],
): Promise<Map<string, CostCode>> {
  const list = quickBooksList(company).id;
  if (listIDs.length === 0) return new Map();
  const found = await store.findAmong(CODES, 'byListID', [company.id, list], listIDs);
  // Of several, which no code of ours makes, the first one counts, whoever asks.
  return new Map(found.sort((a, b) => (a.order < b.order ? 1 : -1)).map((code) => [code.listID, code]));
}

function isLive({ run, now }: Pick<Store, 'run' | 'now'>, claim: ItemClaim): boolean {
  return claim.run === run && claim.until > now().toISOString();
}

/**
 * Claims the item of a code that is moved to another document: nobody links it with another code until the claim is given back,
 * which whoever completes the move does. False where somebody has it.
 */
export async function claimForMove(store: Store, { id: code, code: name, company, listID }: CostCode) {
  if (listID === '') return true;
  const wanted: New<ItemClaim> = { id: `${company}/${listID}`, code, name, run: store.run, until: NO_END };
  const [claim] = await store.insert(ITEM_CLAIMS, [wanted]);
  return (claim ?? (await takeOver(store, wanted))) !== null;
}

/** Gives the claim of a move back. `code`: the document that the code had. */
export async function releaseMove(store: Store, company: string, listID: string, code: string) {
  const claim = listID === '' ? null : await store.get(ITEM_CLAIMS, `${company}/${listID}`);
  if (claim?.code === code) await store.remove(ITEM_CLAIMS, [claim]);
}

/** Null where somebody else has it. */
async function takeOver(store: Store, wanted: New<ItemClaim>): Promise<ItemClaim | null> {
  const known = await store.get(ITEM_CLAIMS, wanted.id);
  if (known && isLive(store, known)) return null;
  const [claim] = known
    ? await store.replace(ITEM_CLAIMS, [{ ...wanted, rev: known.rev }])
    : await store.insert(ITEM_CLAIMS, [wanted]);
  if (!claim) return null;
  if (known) await outrun(store, known.code);
  return claim;
}

/** Whoever has read the code before cannot write it any more. */
async function outrun(store: Store, id: string): Promise<void> {
  for (;;) {
    const code = await store.get(CODES, id);
    if (!code || (await store.replace(CODES, [code]))[0]) return;
  }
}

/** A few links at once: each of them is done, or refused with the reason. */
class Linking {
  readonly refused: Refusal[] = [];
  count = 0;
  readonly #store: Store;
  readonly #company: Company;
  readonly #by: By;
  readonly #step: LinkStep;
  readonly #open: Map<string, Link>;
  /** By ListID. */
  readonly #claims = new Map<string, ItemClaim>();

  constructor(store: Store, company: Company, by: By, links: readonly Link[], step: LinkStep) {
    this.#store = store;
    this.#company = company;
    this.#by = by;
    this.#step = step;
    this.#open = new Map(links.map((each) => [idOf(company, each.code), each]));
  }

  async run(): Promise<void> {
    for (let round = 1; this.#open.size > 0; round++) {
      if (round > ROUNDS_MAX)
        return this.#refuseRest('It is being changed by others over and over. Try again in a moment.');
      const codes = await this.#read();
      await this.#claim(codes);
      await this.#seeWhose();
      await this.#write(codes);
    }
  }

  /** What is not given back lapses by itself. */
  async release(): Promise<void> {
    if (this.#claims.size > 0) await this.#store.remove(ITEM_CLAIMS, [...this.#claims.values()]);
  }

  async #read(): Promise<ReadonlyMap<string, CostCode>> {
    const codes = new Map((await this.#store.getMany(CODES, [...this.#open.keys()])).map((c) => [c.id, c]));
    for (const [id, { code }] of this.#open)
      if (!codes.has(id)) this.#refuse(id, `There is no code ${code} in the QuickBooks list.`);
    return codes;
  }

  /** Each claim is written after its code was read, also one that we have. */
  async #claim(codes: ReadonlyMap<string, CostCode>): Promise<void> {
    const renewed: ItemClaim[] = [];
    const fresh: New<ItemClaim>[] = [];
    for (const [id, { item }] of this.#open) {
      const mine = this.#claims.get(item.listID);
      const claim = this.#claimOf(id, codes.get(id)?.code ?? '', item);
      if (mine) renewed.push({ ...claim, rev: mine.rev });
      else fresh.push(claim);
    }
    const written = [
      ...(await this.#store.insert(ITEM_CLAIMS, fresh)),
      ...(await this.#store.replace(ITEM_CLAIMS, renewed)),
    ];
    for (const [index, wanted] of [...fresh, ...renewed].entries()) {
      const claim = written[index] ?? (await takeOver(this.#store, wanted));
      const link = this.#open.get(wanted.code);
      if (!link) continue;
      if (claim) this.#claims.set(link.item.listID, claim);
      else {
        this.#claims.delete(link.item.listID);
        const { fullName } = link.item;
        this.#refuse(wanted.code, `The item ${fullName} is being linked with another code right now.`);
      }
    }
  }

  #claimOf(code: string, name: string, { listID }: Item): New<ItemClaim> {
    const until = new Date(this.#store.now().getTime() + CLAIM_MS).toISOString();
    return { id: claimID(this.#company, listID), code, name, run: this.#store.run, until };
  }

  async #seeWhose(): Promise<void> {
    if (this.#open.size === 0) return;
    const listIDs = [...this.#open.values()].map(({ item }) => item.listID);
    const [owners, exporting] = [
      await linkedCodes(this.#store, this.#company, listIDs),
      await this.#exportingNames(),
    ];
    for (const [id, { item }] of this.#open) {
      const owner = owners.get(item.listID);
      const other = exporting.get(keyOf(item.fullName));
      if (owner && owner.id !== id)
        this.#refuse(id, `The item ${item.fullName} is linked with ${owner.code}; no two codes share one.`);
      else if (other && other.id !== id)
        this.#refuse(id, `${other.code} is being exported under the name ${item.fullName} right now.`);
    }
  }

  async #exportingNames(): Promise<Map<string, CostCode>> {
    const { id } = this.#company;
    const exporting = await codesWith(this.#store, id, quickBooksList(this.#company).id, 'exporting');
    const parents = await parentsOf(this.#store, exporting);
    return new Map(exporting.map((code) => [keyOf(fullNameOf(code, parents)), code]));
  }

  async #write(codes: ReadonlyMap<string, CostCode>): Promise<void> {
    const writes: CostCode[] = [];
    const parents = await parentsOf(this.#store, [...codes.values()]);
    for (const [id, { item }] of this.#open) {
      const code = codes.get(id);
      if (!code) continue;
      const step: Step | null =
        code.status === 'synced' && code.item?.listID === item.listID
          ? null
          : this.#step(code, this.#by, item, { parents, company: this.#company });
      if (step === null) {
        this.count++;
        this.#open.delete(id);
      } else if (step.ok) writes.push(step.code);
      else this.#refuse(id, step.reason);
    }
    const stored = await this.#store.replace(CODES, writes);
    for (const code of stored) {
      if (!code) continue;
      this.count++;
      this.#open.delete(code.id);
    }
  }

  #refuse(id: string, reason: string): void {
    const link = this.#open.get(id);
    if (!link) return;
    this.refused.push({ code: link.code, reason });
    this.#open.delete(id);
  }

  #refuseRest(reason: string): void {
    for (const id of [...this.#open.keys()]) this.#refuse(id, reason);
  }
}
