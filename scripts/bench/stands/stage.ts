// What the phases of the benchmark "stands" share, and how one is written.
import type { Client, Company } from '../../services/client.ts';
import { numberOfCodes } from '../cost-codes.ts';

export const CODES = numberOfCodes(100_000);
/** In the order of codes: whoever looks for it reads them all. */
export const LAST_CODE = '50-19990';

export interface Stage {
  url: string;
  api: Client;
  /** Whose codes are worked on. The caller of authenticate is the connector of another one. */
  company: Company;
  /** Cookie of an admin's session. */
  cookie: string;
}

export interface Phase {
  name: string;
  /** The phase whose work has to be done before. */
  after?: string;
  /** Gets ready what is not measured, and gives what is: it tells what it did, and throws if it did less than it should. */
  ready(stage: Stage): Promise<() => Promise<string>>;
}

/** Phases without an end of their own go on for so long. */
export const LASTS_MS = 15_000;

/** A number as the tables show it. */
export const number = (value: number): string => value.toLocaleString('en-US');

/** Throws unless as much was done as was meant to be. */
export function mustBe(what: string, seen: number, wanted: number): void {
  if (seen !== wanted) throw new Error(`${what}: ${seen}, not ${wanted}`);
}

/** A page for the user who is signed in. Throws for any answer but a good one. */
export async function pageOf({ url, cookie }: Stage, address: string): Promise<string> {
  const answer = await fetch(url + address, { headers: { cookie } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${address} was answered ${answer.status}: ${text.slice(0, 300)}`);
  return text;
}
