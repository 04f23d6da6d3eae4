/** What the schemas of answers are made of. More fields may come; none goes. */
import { z } from 'zod';
import { CODE_STATUSES } from '../codes/model.ts';
import { VERDICTS } from '../quickbooks/preflight.ts';
import { HOST_FIELDS } from '../sync/host-changes.ts';

export const text = z.string();
export const textOrNull = text.nullable();
export const time = z.iso.datetime();
export const timeOrNull = time.nullable();
export const count = z.int().min(0);
export const codeStatus = z.enum(CODE_STATUSES);
export const preflight = z.object({ verdict: z.enum(VERDICTS), listId: textOrNull, message: text });
/** How many codes it was done to, which were refused, and why. */
export const outcome = (done: string) =>
  z.object({ [done]: count, refused: z.array(z.object({ code: text, reason: text })) });
/** In what QuickBooks is another one than before. */
export const hostChanges = z.array(z.object({ field: z.enum(HOST_FIELDS), before: text, now: text }));
