// Error recovery: what QuickBooks remembers of message sets with a newMessageSetID. All of it documented at most, nothing recorded.
import { createHash } from 'node:crypto';
import { MESSAGE_SET_STATUS } from './status.ts';
import type { Out } from './xml.ts';

/**
 * What a repeated set gets: `full` the stored answer; `statuses` the same without the Ret blocks; `errorRecovery` statuses with
 * ErrorRecovery blocks (11.0 and newer); `none`: nothing is kept, as if restored from a backup; `refused`: 9005, done but not stored.
 */
export type Memory = 'full' | 'statuses' | 'errorRecovery' | 'none' | 'refused';

/** 24 by Intuit's sample ("greater than 24 character"), 23 by a copy of its documentation. */
const LONGEST_ID = 24;

export interface MessageSet {
  text: string;
  isEmpty: boolean;
  newID: string | undefined;
  oldID: string | undefined;
}

export interface SetAnswer {
  responses: Out[];
  /** Undefined: no recovery attribute was sent, so none comes back (documented). */
  statusCode: string | undefined;
}

interface Stored {
  checksum: string;
  responses: Out[];
}
export type StoredSets = ReadonlyMap<string, Stored>;

/** The memory of message sets. How much it keeps may be changed at any time. */
export class MessageSets {
  memory: Memory;
  #stored = new Map<string, Stored>();

  constructor(memory: Memory) {
    this.memory = memory;
  }

  get ids(): string[] {
    return [...this.#stored.keys()];
  }

  forgetAll(): void {
    this.#stored.clear();
  }

  contents(): StoredSets {
    return new Map(this.#stored);
  }

  restore(stored: StoredSets): void {
    this.#stored = new Map(stored);
  }

  answer(set: MessageSet, execute: () => Out[]): SetAnswer {
    const { newID, oldID } = set;
    if (newID === undefined && oldID === undefined) return { responses: execute(), statusCode: undefined };
    if ((newID ?? '').length > LONGEST_ID || (oldID ?? '').length > LONGEST_ID)
      return refused(MESSAGE_SET_STATUS.idTooLong);

    // Both the same: a status check, nothing is executed. What it says with nothing stored is not documented.
    if (newID !== undefined && newID === oldID) return this.#repeated(set, newID);
    const cleared = oldID === undefined || this.#clear(oldID);
    if (newID === undefined) {
      const statusCode = cleared ? MESSAGE_SET_STATUS.normal : MESSAGE_SET_STATUS.nothingToClear;
      return { responses: set.isEmpty ? [] : execute(), statusCode };
    }
    if (this.#stored.has(newID)) return this.#repeated(set, newID);
    const responses = execute();
    if (this.memory === 'refused') return { responses, statusCode: MESSAGE_SET_STATUS.notStorable };
    if (this.memory !== 'none') this.#stored.set(newID, { checksum: checksum(set.text), responses });
    return { responses, statusCode: MESSAGE_SET_STATUS.normal };
  }

  #repeated(set: MessageSet, id: string): SetAnswer {
    const stored = this.#stored.get(id);
    if (!stored) return refused(MESSAGE_SET_STATUS.notStored);
    if (!set.isEmpty && stored.checksum !== checksum(set.text)) return refused(MESSAGE_SET_STATUS.checksum);
    return {
      responses: stored.responses.map((response) => shown(response, this.memory)),
      statusCode: MESSAGE_SET_STATUS.normal,
    };
  }

  #clear(oldID: string): boolean {
    if (oldID !== 'ClearAllMessageSets') return this.#stored.delete(oldID);
    this.#stored.clear();
    return true;
  }
}

const refused = (statusCode: string): SetAnswer => ({ responses: [], statusCode });

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');

function shown([name, content, attributes = {}]: Out, memory: Memory): Out {
  if (memory === 'full' || typeof content === 'string') return [name, content, attributes];
  const ret = content[0]?.[1];
  if (memory !== 'errorRecovery' || !ret || typeof ret === 'string') return [name, [], attributes];
  const kept = ret.filter(([child]) => ['ListID', 'EditSequence', 'ExternalGUID'].includes(child));
  return [name, [['ErrorRecovery', kept]], attributes];
}
