/** Codes as people and QuickBooks see them: with the names of their parents and the accounts and the class that they get. */
import { takesClass } from '../../qbxml/item-service.ts';
import { DESC_MAX, LEVELS_MAX, NAME_MAX, toDescription, toName } from '../../qbxml/text.ts';
import type { Store } from '../store/port.ts';
import { accountsOf, classOf, type Rules, readAccountName, readClassName } from './accounts.ts';
import { sentItem, wantedAssigned } from './change.ts';
import {
  type Accounts,
  CODES,
  type Company,
  type CostCode,
  codeID,
  isInQuickBooks,
  type SentItem,
} from './model.ts';

/** The codes above these, by key, each read once. */
export async function parentsOf(store: Store, codes: readonly CostCode[]): Promise<Map<string, CostCode>> {
  const known = new Map(codes.map((code) => [code.key, code]));
  const above = new Map<string, CostCode>();
  for (let level = codes; level.length > 0; ) {
    const ids = new Set<string>();
    for (const code of level) {
      if (code.parent === '' || above.has(code.parent)) continue;
      const here = known.get(code.parent);
      if (here) above.set(here.key, here);
      else ids.add(codeID(code.company, code.list, code.parent));
    }
    level = await store.getMany(CODES, [...ids]);
    for (const code of level) above.set(code.key, code);
  }
  // A parent that was in the page itself may have parents outside of it.
  const rest = [...above.values()].filter((code) => code.parent !== '' && !above.has(code.parent));
  if (rest.length > 0) for (const [key, code] of await parentsOf(store, rest)) above.set(key, code);
  return above;
}

/** QuickBooks' FullName: as it is there, or as it will be. */
export function fullNameOf(
  code: Pick<CostCode, 'item' | 'parent' | 'itemName'>,
  parents: ReadonlyMap<string, CostCode>,
): string {
  if (code.item) return code.item.fullName;
  const parent = parents.get(code.parent);
  return parent ? `${fullNameOf(parent, parents)}:${code.itemName}` : code.itemName;
}

/** The direct parent that an accepted code waits for. */
export function waitingFor(code: CostCode, parents: ReadonlyMap<string, CostCode>): string | null {
  if (code.status !== 'accepted' || code.parent === '') return null;
  const parent = parents.get(code.parent);
  return isInQuickBooks(parent) ? null : (parent?.code ?? code.parent);
}

/** What is being sent of a code that is not in QuickBooks yet. */
const sentOf = (code: CostCode): SentItem | null => (code.status === 'exporting' ? sentItem(code) : null);

/** The accounts that its item has or is to have or, as things stand, would get. */
export const shownAccounts = (code: CostCode, company: Rules): Accounts =>
  isInQuickBooks(code) ? wantedAssigned(code, company) : (sentOf(code) ?? accountsOf(code, company));

/** The class likewise (none where QuickBooks takes none). */
export function shownClass(code: CostCode, company: Rules): string | null {
  if (isInQuickBooks(code)) return wantedAssigned(code, company).class;
  const sent = sentOf(code);
  return sent ? (sent.class ?? null) : classOf(code, company);
}

/**
 * What a message set would say of a code now. A parent in QuickBooks is named by its ListID, which survives a rename.
 */
export function sentItemOf(
  code: CostCode,
  company: Company,
  parents: ReadonlyMap<string, CostCode>,
  version: string,
): SentItem {
  const parent = parents.get(code.parent);
  const description = toDescription(code.description);
  return {
    version,
    name: code.itemName,
    parent: !parent
      ? null
      : parent.item
        ? { listID: parent.item.listID }
        : { fullName: fullNameOf(parent, parents) },
    description: description.ok ? description.text : code.description,
    ...accountsOf(code, company),
    class: takesClass(version) ? classOf(code, company) : null,
  };
}

/**
 * What QuickBooks would refuse for certain. Import and settings let nothing of the kind in; should something get past them, it
 * costs its own code, not a whole set.
 */
export function whyUnsendable({
  name,
  parent,
  description,
  incomeAccount,
  expenseAccount,
  class: itsClass = null,
}: SentItem): string | null {
  const sendable = toName(name);
  if (!sendable.ok || sendable.text !== name || name.trim() === '')
    return `Its item name "${name}" holds what QuickBooks cannot store.`;
  if (name.length > NAME_MAX || name.includes(':'))
    return `Its item name "${name}" is too long or holds a colon.`;
  const desc = toDescription(description);
  if (!desc.ok || description.length > DESC_MAX)
    return 'Its description is too long or holds what QuickBooks cannot store.';
  if (parent !== null && 'fullName' in parent && parent.fullName.split(':').length >= LEVELS_MAX)
    return `It would be on a sixth level, and QuickBooks has ${LEVELS_MAX}.`;
  for (const account of [incomeAccount, expenseAccount]) {
    if (account !== null && !readAccountName(account).ok)
      return `QuickBooks cannot be asked for the account "${account}".`;
  }
  if (itsClass !== null && !readClassName(itsClass).ok)
    return `QuickBooks cannot be asked for the class "${itsClass}".`;
  return null;
}
