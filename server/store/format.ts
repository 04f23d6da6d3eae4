/** The form in which documents are stored. A store of a later one is not opened: what this version wrote into it could be wrong there. */
import { StoreUnavailable } from './port.ts';

/** To be raised by a version whose documents an earlier one would misread. Stores from before it was kept count as 0. */
export const FORMAT = 3;

/** Throws StoreUnavailable where the store, named as people know it, was written by a newer version. */
export function refuseNewer(store: string, format: number): void {
  if (format <= FORMAT) return;
  throw new StoreUnavailable(
    `${store} was written by a newer version of Cost Code Sync (format ${format}, this version knows ${FORMAT}): start that version, or restore a backup from before it.`,
  );
}
