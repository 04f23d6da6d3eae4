/** What the schemas of answers are made of. More fields may come; none goes. */
import { z } from 'zod';
import { CODE_STATUSES } from '../codes/model.ts';

export const text = z.string();
export const textOrNull = text.nullable();
export const time = z.iso.datetime();
export const timeOrNull = time.nullable();
export const count = z.int().min(0);
export const codeStatus = z.enum(CODE_STATUSES);
