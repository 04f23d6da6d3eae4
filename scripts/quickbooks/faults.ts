// Faults that can be switched on: what a real QuickBooks, its desktop or the way there does now and then.
import type { Severity } from './status.ts';

/** Item names (leaf names of ItemServiceAdd) that a fault is about; left out, it is about every set or request. */
export type Names = readonly string[] | RegExp | ((name: string) => boolean);

interface Common {
  names?: Names;
  /** How often; the default is in FAULTS. */
  times?: number;
}

/** QuickBooks' words; some name the item. */
export type Words = string | ((name: string) => string);

export type Fault = Common &
  (
    | { kind: 'cannotOpen'; hresult: string; message?: string }
    | { kind: 'hresult'; hresult: string; message?: string }
    | { kind: 'poison' }
    | { kind: 'unreadQuery' }
    | { kind: 'status'; code: string; message?: Words; severity?: Severity }
    | {
        kind: 'query';
        request: 'HostQueryRq' | 'CompanyQueryRq' | 'ItemQueryRq';
        code: string;
        message?: string;
      }
    | { kind: 'warning'; code: string; message?: Words }
    | { kind: 'withoutRet' }
    | { kind: 'sameItem' }
    | { kind: 'dropResponses' }
    | { kind: 'doubleResponses' }
    | { kind: 'shuffleResponses' }
    | { kind: 'foreignRequestIDs' }
    | { kind: 'hresultAfter'; hresult: string; message?: string }
    | { kind: 'loseAnswer' }
    | { kind: 'cutAnswer'; keep?: number }
    | { kind: 'garbleAnswer'; text?: string }
  );

export type FaultKind = Fault['kind'];
type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

/** At opening; before the set is executed; in place of or with one request; in the answer as it is put together; on its way back. */
type Place = 'open' | 'before' | 'request' | 'answer' | 'after';

const ALWAYS = Number.POSITIVE_INFINITY;

/** The table of faults: where each one bites, and how often (for how many sets or requests) unless said otherwise. */
export const FAULTS: Record<FaultKind, { at: Place; times: number; what: string }> = {
  cannotOpen: {
    at: 'open',
    times: 2,
    what: 'the company file does not open (the connector itself tries twice)',
  },
  hresult: { at: 'before', times: 1, what: 'the set is not executed, hresult and message come instead' },
  poison: { at: 'before', times: ALWAYS, what: 'sets with such a name: 0x80040400, not executed' },
  unreadQuery: {
    at: 'before',
    times: ALWAYS,
    what: 'sets that ask for items of such a FullName: 0x80040400 (guessed: recorded for sets of adds only)',
  },
  status: { at: 'request', times: ALWAYS, what: 'such a request gets this status, not executed' },
  query: {
    at: 'request',
    times: ALWAYS,
    what: 'this query gets this status, in strHCPResponse too (guessed: a refusal there has not been recorded)',
  },
  warning: { at: 'request', times: ALWAYS, what: 'such a request is done, its status is a warning, not 0' },
  withoutRet: { at: 'answer', times: 1, what: 'such requests are done, their Ret blocks are left out' },
  sameItem: {
    at: 'answer',
    times: 1,
    what: 'such requests are done, each is told the item of the first one',
  },
  dropResponses: { at: 'answer', times: 1, what: 'such requests are done, their responses are left out' },
  doubleResponses: { at: 'answer', times: 1, what: 'the responses to such requests come twice' },
  shuffleResponses: { at: 'answer', times: 1, what: 'the responses come in the opposite order' },
  foreignRequestIDs: { at: 'answer', times: 1, what: 'such responses carry requestIDs nobody has sent' },
  hresultAfter: {
    at: 'after',
    times: 1,
    what: 'the set is executed, but hresult and message come instead of the answer',
  },
  loseAnswer: {
    at: 'after',
    times: 1,
    what: 'the set is executed, then QuickBooks and the connector go down',
  },
  cutAnswer: {
    at: 'after',
    times: 1,
    what: 'the set is executed, only the first part of the answer arrives',
  },
  garbleAnswer: { at: 'after', times: 1, what: 'the set is executed, what arrives is no XML' },
};

/** Thrown where the answer is lost: the session ends there, nobody tells the server. */
export class AnswerLost extends Error {
  constructor() {
    super('QuickBooks executed the set; its answer was lost');
    this.name = 'AnswerLost';
  }
}

/** The faults that are switched on. Each counts how often it may still bite. */
export class Faults {
  #active: { fault: Fault; left: number }[] = [];

  constructor(faults: readonly Fault[] = []) {
    for (const fault of faults) this.add(fault);
  }

  /** Switches a fault on; the function that is returned switches it off. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? FAULTS[fault.kind].times };
    this.#active.push(entry);
    return () => {
      this.#active = this.#active.filter((other) => other !== entry);
    };
  }

  /** The same for what QuickBooks is asked about itself, which has no names. */
  takeQuery(request: string): FaultOf<'query'> | undefined {
    const entry = this.#active.find(
      ({ fault, left }) => fault.kind === 'query' && left > 0 && fault.request === request,
    );
    if (!entry) return undefined;
    entry.left -= 1;
    return entry.fault as FaultOf<'query'>;
  }

  clear(): void {
    this.#active = [];
  }

  /** The fault of this kind that is due now for a set or request with these names, counted as used. */
  take<K extends FaultKind>(kind: K, names: readonly string[]): FaultOf<K> | undefined {
    const entry = this.#active.find(
      ({ fault, left }) => fault.kind === kind && left > 0 && concerns(fault.names, names),
    );
    if (!entry) return undefined;
    entry.left -= 1;
    return entry.fault as FaultOf<K>;
  }
}

/** Whether a fault with these wanted names is about a request with those; without wanted names it is about every one. */
export function concerns(wanted: Names | undefined, names: readonly string[]): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === 'function') return names.some(wanted);
  if (wanted instanceof RegExp) return names.some((name) => name.search(wanted) >= 0);
  return names.some((name) => wanted.includes(name));
}
