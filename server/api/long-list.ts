/** A JSON object with a list in it that may have as many members as a list has codes. */
import { membersOf, piecesOf } from '../codes/importing/told.ts';
import type { Outcome } from '../codes/queue.ts';
import { sizedOf } from '../http/piecewise.ts';
import { turn } from '../turns.ts';
import { Raw } from './reply.ts';

/** The members of `head`, then the list under its name. Made a piece a turn. */
export async function longList(head: object, name: string, members: readonly object[]): Promise<Raw> {
  const all: Uint8Array[] = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},${JSON.stringify(name)}:[`)];
  for (const piece of piecesOf(membersOf(members))) {
    all.push(piece);
    await turn();
  }
  all.push(Buffer.from(']}'));
  return new Raw(sizedOf(all));
}

/** What was done to codes: how many, under this name, and which were refused. */
export const outcomeView = (done: string, { count, refused }: Outcome): Promise<Raw> =>
  longList({ [done]: count }, 'refused', refused);
