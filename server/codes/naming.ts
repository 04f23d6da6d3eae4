/** The item's Name: how it follows from a code and its description, and what QuickBooks would not take. */
import { cleanText, NAME_MAX, toName } from '../../qbxml/text.ts';
import type { ItemNaming } from './model.ts';

export type Naming =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly problem: string };

/** Names that differ only in case are the same to QuickBooks; a name must be unique below its parent. */
export function nameKeyOf(parent: string, name: string): string {
  return `${parent}\n${name.toLowerCase()}`;
}

/**
 * The Name of a code's item, at most 31 characters (ItemServiceAdd Name). `isTaken` says whether another item below the same
 * parent has it; with `codeAndDescription` the later one gives way by a number at its end, otherwise that is a problem.
 */
export function itemNameOf(
  code: string,
  description: string,
  naming: ItemNaming,
  isTaken: (name: string) => boolean,
): Naming {
  const texts: Record<ItemNaming, string> = {
    code,
    codeAndDescription: `${code} ${description}`,
    description,
  };
  const sendable = toName(texts[naming]);
  if (!sendable.ok)
    return problem(
      `The item name would hold the character ${sendable.character}, which QuickBooks cannot store.`,
    );
  const name = cleanText(sendable.text);
  if (name.includes(':'))
    return problem(
      `The item name "${name}" would hold a colon, which QuickBooks keeps for the levels of its list.`,
    );
  // A code that does not fit by itself is not shortened: what is left would no longer tell which code it is.
  const whole = naming === 'codeAndDescription' ? textOf(toName(code)) : name;
  if (whole.length > NAME_MAX) {
    return problem(
      `The item name "${whole}" has ${whole.length} characters; QuickBooks takes at most ${NAME_MAX}.`,
    );
  }
  if (naming === 'codeAndDescription') return { ok: true, name: shortened(name, isTaken) };
  if (isTaken(name))
    return problem(`The item name "${name}" is the same as that of another code below the same parent.`);
  return { ok: true, name };
}

const textOf = (sendable: ReturnType<typeof toName>) => (sendable.ok ? cleanText(sendable.text) : '');

const problem = (text: string): Naming => ({ ok: false, problem: text });

function shortened(name: string, isTaken: (name: string) => boolean): string {
  for (let count = 1; ; count++) {
    const ending = count === 1 ? '' : `~${count}`;
    const candidate = name.slice(0, NAME_MAX - ending.length).trimEnd() + ending;
    if (!isTaken(candidate)) return candidate;
  }
}
