// What a simulated QuickBooks can be told at its start; everything has a default.
import type { AccountGiven } from './accounts.ts';
import type { NamesBy } from './company-file.ts';
import type { Fault } from './faults.ts';
import type { Memory } from './message-sets.ts';

export interface SimulatedQuickBooksOptions {
  clock?: () => Date;
  random?: () => number;
  companyName?: string;
  companyFile?: string;
  accounts?: readonly AccountGiven[];
  /** Which item names are the same; not known of the real one beyond case. */
  namesBy?: NamesBy;
  product?: string;
  majorVersion?: string;
  minorVersion?: string;
  country?: string;
  qbxmlVersions?: readonly string[];
  itemCapacity?: number;
  /** Of the clock of the desktop. */
  utcOffsetMinutes?: number;
  memory?: Memory;
  fullNameFindsInactive?: boolean;
  /** Whether QuickBooks runs with the company file open; if not, it can only be started with a path. */
  isOpen?: boolean;
  /** Whether an inactive parent or account is taken; not known of the real one. */
  takesInactive?: boolean;
  /** How long a request takes (in milliseconds, 0 by default); a function can make QuickBooks suddenly slow. A set answered from memory takes no time. */
  requestTakes?: number | ((work: Work) => number);
  /** Told before each request that takes time; nothing waits here: whoever plays the clock moves it. */
  onTime?: (milliseconds: number) => void;
  faults?: readonly Fault[];
}

export interface Work {
  /** "ItemServiceAddRq" and the like. */
  request: string;
  /** 1 for the first request that this QuickBooks has executed. */
  number: number;
  at: Date;
}
