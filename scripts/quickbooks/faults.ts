// Faults that can be switched on: what a real QuickBooks, its desktop or the way there does now and then.
import type { Severity } from './status.ts';

/** Item names (leaf names of ItemServiceAdd) that a fault is about; left out, it is about every set or request. */
export type Names = readonly string[] | RegExp | ((name: string) => boolean);

interface Common {
  names?: Names;
  /** How often; the default is in FAULTS. */
  times?: number;
}

export type Fault = Common &
  (
    | { kind: 'hresult'; hresult: string; message?: string }
    | { kind: 'poison' }
    | { kind: 'status'; code: string; message?: string; severity?: Severity }
    | { kind: 'hresultAfter'; hresult: string; message?: string }
    | { kind: 'loseAnswer' }
    | { kind: 'cutAnswer'; keep?: number }
    | { kind: 'cannotOpen'; hresult: string; message?: string }
  );

export type FaultKind = Fault['kind'];
type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

/** The table of faults: where each one bites, and how often unless said otherwise. */
export const FAULTS: Record<
  FaultKind,
  { at: 'open' | 'before' | 'request' | 'after'; times: number; what: string }
> = {
  cannotOpen: {
    at: 'open',
    times: 2,
    what: 'the company file does not open (the connector itself tries twice)',
  },
  hresult: { at: 'before', times: 1, what: 'the set is not executed, hresult and message come instead' },
  poison: {
    at: 'before',
    times: Number.POSITIVE_INFINITY,
    what: 'sets with such a name: 0x80040400, not executed',
  },
  status: {
    at: 'request',
    times: Number.POSITIVE_INFINITY,
    what: 'such a request gets this status, not executed',
  },
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
};

/** Thrown where the answer is lost: the session ends there, nobody tells the server. */
export class AnswerLost extends Error {
  constructor() {
    super('QuickBooks executed the set; its answer was lost');
    this.name = 'AnswerLost';
  }
}

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

function concerns(wanted: Names | undefined, names: readonly string[]): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === 'function') return names.some(wanted);
  if (wanted instanceof RegExp) return names.some((name) => name.search(wanted) >= 0);
  return names.some((name) => wanted.includes(name));
}
