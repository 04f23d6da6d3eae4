// The list queries of items and accounts: by ListID, by FullName, or by a filter, whole or in portions.
import { randomUUID } from 'node:crypto';
import type { Account } from './accounts.ts';
import { type CompanyFile, fullNameOf, type Item, sameName } from './company-file.ts';
import { accountRet, itemRet, trimmed } from './rets.ts';
import { STATUS, type Status } from './status.ts';
import { asInstant } from './values.ts';
import { asStored, childOf, childrenOf, type Out, textOf, type XmlElement } from './xml.ts';

export interface QueryAnswer {
  status: Status;
  rets: Out[];
  attributes: Record<string, string>;
}

export interface QuerySettings {
  utcOffsetMinutes: number;
  /** Not known of the real one: whether a FullName query returns inactive items. */
  fullNameFindsInactive: boolean;
}

interface Listed {
  listID: string;
  name: string;
  fullName: string;
  isActive: boolean;
  modified: Date;
  ret: Out;
}

/** Iterators live as long as the session of the application (documented). */
export class Queries {
  #file: CompanyFile;
  #settings: QuerySettings;
  #iterators = new Map<string, Listed[]>();
  #newID: () => string;

  constructor(file: CompanyFile, settings: QuerySettings, newID: () => string = randomUUID) {
    this.#file = file;
    this.#settings = settings;
    this.#newID = newID;
  }

  endSession(): void {
    this.#iterators.clear();
  }

  items(request: XmlElement): QueryAnswer {
    const kinds = request.name === 'ItemServiceQueryRq' ? ['Service'] : undefined;
    const items = this.#file.items.filter((item) => !kinds || kinds.includes(item.kind));
    return this.#answer(request, () => items.map((item) => this.#listedItem(item)));
  }

  accounts(request: XmlElement): QueryAnswer {
    const types = childrenOf(request, 'AccountType').map((element) => element.text);
    const accounts = this.#file.accounts.filter(
      (account) => types.length === 0 || types.includes(account.type),
    );
    return this.#answer(request, () => accounts.map((account) => this.#listedAccount(account)));
  }

  #answer(request: XmlElement, list: () => Listed[]): QueryAnswer {
    const listIDs = childrenOf(request, 'ListID').map((element) => element.text);
    const fullNames = childrenOf(request, 'FullName').map((element) => asStored(element.text));
    if (listIDs.length > 0) return this.#named(request, listIDs, list(), (one) => one.listID);
    if (fullNames.length > 0) {
      const found = this.#settings.fullNameFindsInactive ? list() : list().filter((one) => one.isActive);
      const { keyOf } = this.#file;
      return this.#named(request, fullNames, found, (one) => keyOf(one.fullName), keyOf);
    }
    return this.#filtered(request, list);
  }

  /** Recorded: what is missing is named under status 500, what is found is returned all the same (in the order asked for: guessed). */
  #named(
    request: XmlElement,
    wanted: string[],
    list: Listed[],
    keyOf: (one: Listed) => string,
    asKey = (text: string): string => text,
  ): QueryAnswer {
    const byKey = new Map(list.map((one) => [keyOf(one), one]));
    const found = new Set<Listed>();
    const missing: string[] = [];
    for (const text of wanted) {
      const one = byKey.get(asKey(text));
      if (one) found.add(one);
      else missing.push(text);
    }
    const status = missing[0] === undefined ? STATUS.ok : STATUS.notComplete(missing[0]);
    return this.#shown(request, status, [...found]);
  }

  #filtered(request: XmlElement, list: () => Listed[]): QueryAnswer {
    const { iterator, iteratorID } = request.attributes;
    const maximum = Number(textOf(request, 'MaxReturned') ?? Number.POSITIVE_INFINITY);
    let rest: Listed[];
    if (iterator === 'Continue' || iterator === 'Stop') {
      const known = this.#iterators.get(iteratorID ?? '');
      // Guessed code and words.
      if (!known) return this.#shown(request, STATUS.badEnum(iteratorID ?? '', 'iteratorID'), []);
      this.#iterators.delete(iteratorID ?? '');
      if (iterator === 'Stop') return this.#shown(request, STATUS.ok, []);
      rest = known;
    } else {
      rest = list().filter((one) => this.#matches(request, one));
    }
    if (rest.length === 0) return this.#shown(request, STATUS.noMatch, []);
    const answer = this.#shown(request, STATUS.ok, rest.slice(0, maximum));
    if (iterator) {
      const remaining = rest.slice(maximum);
      const id = iteratorID ?? `{${this.#newID()}}`;
      if (remaining.length > 0) this.#iterators.set(id, remaining);
      // Recorded attributes, the last portion says 0.
      answer.attributes.iteratorRemainingCount = String(remaining.length);
      answer.attributes.iteratorID = id;
    }
    return answer;
  }

  #matches(request: XmlElement, one: Listed): boolean {
    // Documented: ActiveOnly is the default.
    const active = textOf(request, 'ActiveStatus') ?? 'ActiveOnly';
    if (active === 'ActiveOnly' && !one.isActive) return false;
    if (active === 'InactiveOnly' && one.isActive) return false;
    const modified = Math.floor(one.modified.getTime() / 1000) * 1000;
    const from = textOf(request, 'FromModifiedDate');
    if (from && modified < asInstant(from, this.#settings.utcOffsetMinutes)) return false;
    const to = textOf(request, 'ToModifiedDate');
    if (to && modified > asInstant(to, this.#settings.utcOffsetMinutes)) return false;
    return (
      matchesName(childOf(request, 'NameFilter'), one) && inRange(childOf(request, 'NameRangeFilter'), one)
    );
  }

  #shown(request: XmlElement, status: Status, found: Listed[]): QueryAnswer {
    const include = childrenOf(request, 'IncludeRetElement').map((element) => element.text);
    const metaData = request.attributes.metaData ?? 'NoMetaData';
    return {
      status,
      rets: metaData === 'MetaDataOnly' ? [] : found.map((one) => trimmed(one.ret, include)),
      // Recorded: no retCount unless metadata was asked for.
      attributes: metaData === 'NoMetaData' ? {} : { retCount: String(found.length) },
    };
  }

  #listedItem(item: Item): Listed {
    const { utcOffsetMinutes } = this.#settings;
    return {
      listID: item.listID,
      name: item.name,
      fullName: fullNameOf(item),
      isActive: item.isActive,
      modified: item.modified,
      get ret() {
        return itemRet(item, utcOffsetMinutes);
      },
    };
  }

  #listedAccount(account: Account): Listed {
    return {
      listID: account.listID,
      name: account.fullName.split(':').at(-1) ?? '',
      fullName: account.fullName,
      isActive: account.isActive,
      modified: account.created,
      ret: accountRet(account, this.#file, this.#settings.utcOffsetMinutes),
    };
  }
}

/** Guessed: the filter looks at the full name, without regard to case. */
function matchesName(filter: XmlElement | undefined, one: Listed): boolean {
  if (!filter) return true;
  const wanted = sameName(asStored(textOf(filter, 'Name') ?? ''));
  const name = sameName(one.fullName);
  switch (textOf(filter, 'MatchCriterion')) {
    case 'StartsWith':
      return name.startsWith(wanted);
    case 'EndsWith':
      return name.endsWith(wanted);
    default:
      return name.includes(wanted);
  }
}

function inRange(range: XmlElement | undefined, one: Listed): boolean {
  const name = sameName(one.fullName);
  const from = sameName(textOf(range, 'FromName') ?? '');
  const to = sameName(textOf(range, 'ToName') ?? '');
  return (from === '' || name >= from) && (to === '' || name <= to || name.startsWith(to));
}
