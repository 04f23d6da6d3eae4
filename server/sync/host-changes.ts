/**
 * Another QuickBooks than in the session before: updated, another edition, or a company file of another name or at another place.
 * Nothing is kept out for it, but whoever looks for why things are different should see it.
 */
import type { Connection, Host, HostChange, HostField, KnownHost, Session } from './model.ts';

/** In the order in which they are told. */
export const HOST_FIELDS = ['product', 'version', 'country', 'qbxmlVersion', 'companyFile'] as const;

/** Nothing of these is longer; what is longer is somebody's joke. */
const TEXT_MAX = 255;

/** What a session was told, cut to its length; null for what it was not told. */
function toldIn({ product, release, country, version, companyFile }: Host): KnownHost {
  const told = (text: string | null | undefined) => text?.slice(0, TEXT_MAX).toWellFormed() || null;
  return {
    product: told(product),
    version: told(release),
    country: told(country),
    // Of a QuickBooks that does not say who it is, it is ours.
    qbxmlVersion: product === null ? null : version,
    companyFile: told(companyFile),
  };
}

/** Windows takes upper and lower case of a path for the same. */
const isSame = (field: HostField, one: string, other: string): boolean =>
  field === 'companyFile' ? one.toLowerCase() === other.toLowerCase() : one === other;

/** What differs, of that which both were told. */
export function changesOf(before: KnownHost, now: KnownHost): HostChange[] {
  return HOST_FIELDS.flatMap((field) => {
    const [was, is] = [before[field], now[field]];
    return was === null || is === null || isSame(field, was, is) ? [] : [{ field, before: was, now: is }];
  });
}

/** What a session is not told is as it was. */
const withTold = (before: KnownHost, told: KnownHost): KnownHost => ({
  product: told.product ?? before.product,
  version: told.version ?? before.version,
  country: told.country ?? before.country,
  qbxmlVersion: told.qbxmlVersion ?? before.qbxmlVersion,
  companyFile: told.companyFile ?? before.companyFile,
});

/** What is known of QuickBooks by now, and what of it the session is to tell. */
export interface Seen {
  readonly known: Pick<Connection, 'host' | 'changed'>;
  readonly changes: readonly HostChange[];
}

/** The session has the right company file open: what it was told counts, and is compared with what the one before it was told. */
export function seenIn(
  { host: before, changed }: Pick<Connection, 'host' | 'changed'>,
  { session, host }: Pick<Session, 'session' | 'host'>,
  at: string,
): Seen {
  const known = { host: before, changed };
  // Whoever wrote the connection died before the session was written, or was overtaken.
  if (changed?.session === session) return { known, changes: changed.changes };
  if (host === null) return { known, changes: [] };
  const told = toldIn(host);
  if (before === null) return { known: { host: told, changed }, changes: [] };
  const now = withTold(before, told);
  if (HOST_FIELDS.every((field) => now[field] === before[field])) return { known, changes: [] };
  const changes = changesOf(before, told);
  return {
    known: { host: now, changed: changes.length > 0 ? { session, at, changes } : changed },
    changes,
  };
}
