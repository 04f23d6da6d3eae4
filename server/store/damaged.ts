/**
 * What is checked of each document that is read: a fault of the disk, or somebody's edit in the database, is to cost one
 * document and not all that are read with it. It is an object with its own id and its rev, and the fields that indexes are
 * made of are texts where they are there (a later version may have added one). A change within a text cannot be seen.
 */
import { type Collection, DamagedDocument } from './port.ts';

/** At most so many are reported and kept; whoever has more damaged ones needs the backup and not their names. */
const TOLD_MAX = 1_000;

export type OnDamaged = (document: DamagedDocument) => void;

export interface Reader {
  /** Those that were met, each once. */
  readonly damaged: readonly DamagedDocument[];
  /** The document, or the error that tells what is wrong with it. `rev`: as the store knows it besides, if it does. */
  read<T>(collection: Collection<never>, id: string, found: unknown, rev?: number): T | DamagedDocument;
  /** To read what `found` could not even give. */
  broken(collection: Collection<never>, id: string, reason: string): DamagedDocument;
}

/** `onDamaged` is called once for each damaged document that is met. */
export function createReader(onDamaged: OnDamaged = () => {}): Reader {
  const damaged = new Map<string, DamagedDocument>();
  const indexed = new Map<Collection<never>, readonly string[]>();

  function fieldsOf(collection: Collection<never>): readonly string[] {
    const fields = indexed.get(collection) ?? [...new Set(Object.values(collection.indexes).flat())];
    indexed.set(collection, fields);
    return fields;
  }

  function broken(collection: Collection<never>, id: string, reason: string): DamagedDocument {
    const error = new DamagedDocument(collection.name, id, reason);
    const key = JSON.stringify([collection.name, id]);
    if (!damaged.has(key) && damaged.size < TOLD_MAX) {
      damaged.set(key, error);
      onDamaged(error);
    }
    return error;
  }

  return {
    get damaged() {
      return [...damaged.values()];
    },
    read<T>(collection: Collection<never>, id: string, found: unknown, rev?: number): T | DamagedDocument {
      const fault = faultOf(found, id, rev, fieldsOf(collection));
      if (fault !== null) return broken(collection, id, fault);
      try {
        return (collection.upgrade?.(found as never) ?? found) as T;
      } catch {
        return broken(collection, id, 'it is in no form that this version knows');
      }
    },
    broken,
  };
}

/** Without the damaged ones. */
export function whole<T>(found: readonly (T | DamagedDocument)[]): T[] {
  return found.flatMap((each) => (each instanceof DamagedDocument ? [] : [each]));
}

/** Null for a document that code can use. */
function faultOf(
  found: unknown,
  id: string,
  rev: number | undefined,
  indexed: readonly string[],
): string | null {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return 'it is no object';
  const document = found as Record<string, unknown>;
  if (document.id !== id) return 'its id is not that under which it is stored';
  if (!Number.isSafeInteger(document.rev)) return 'its rev is no whole number';
  if (rev !== undefined && document.rev !== rev) return 'its rev is not that under which it is stored';
  const wrong = indexed.find((field) => document[field] !== undefined && typeof document[field] !== 'string');
  return wrong === undefined ? null : `its field ${wrong} is no text`;
}
