/** What QuickBooks tells of itself: how much its list of items holds, and what is switched on in the company file. */
import { requestAttributes } from './item-service.ts';
import type { Response } from './message-set.ts';
import { compareVersions, type QbxmlVersion, toBoolean } from './values.ts';
import { child, childText, type Element, element } from './xml.ts';

/** IncludeListMetaData came with it (XSD). */
const CAPACITY_VERSION: QbxmlVersion = '6.0';

/** With the capacity of the lists where QuickBooks tells it. All of HostRet is asked for: an IncludeRetElement of a list inside ListMetaData is in no source. */
export function buildHostQueryRq(requestID: string, version: QbxmlVersion): Element {
  const capacity = element('IncludeListMetaData', [element('IncludeMaxCapacity', 'true')]);
  const isTold = compareVersions(version, CAPACITY_VERSION) >= 0;
  return element('HostQueryRq', isTold ? [capacity] : [], requestAttributes(requestID));
}

/** How many items of all types the list takes; null where QuickBooks does not say. */
export function itemCapacityIn(response: Response): number | null {
  const ret = child(response.body, 'HostRet') ?? [];
  const items = child(child(ret, 'ListMetaData') ?? [], 'ItemMetaData') ?? [];
  const text = childText(items, 'MaxCapacity')?.trim() ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

export function buildPreferencesQueryRq(requestID: string): Element {
  const only = element('IncludeRetElement', 'AccountingPreferences');
  return element('PreferencesQueryRq', [only], requestAttributes(requestID));
}

/** Null where QuickBooks does not say. */
export interface AccountingPreferences {
  readonly usesAccountNumbers: boolean | null;
  readonly requiresAccounts: boolean | null;
  readonly usesClasses: boolean | null;
}

/** What a PreferencesQueryRs says of accounts and classes. */
export function parsePreferencesQueryRs(response: Response): AccountingPreferences {
  const ret = child(response.body, 'PreferencesRet') ?? [];
  const accounting = child(ret, 'AccountingPreferences') ?? [];
  const isOn = (name: string) => toBoolean(childText(accounting, name)?.trim() ?? null);
  return {
    usesAccountNumbers: isOn('IsUsingAccountNumbers'),
    requiresAccounts: isOn('IsRequiringAccounts'),
    usesClasses: isOn('IsUsingClassTracking'),
  };
}
