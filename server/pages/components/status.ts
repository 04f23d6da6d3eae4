/** States, told by a sign and a word: the color only helps. */
import type { CodeStatus } from '../../codes/model.ts';
import { type Html, html, type Value } from '../../html.ts';
import { signed } from './text.ts';

/** How each state of a cost code is told. */
export const STATUS: Readonly<Record<CodeStatus, { readonly sign: string; readonly word: string }>> = {
  pending: { sign: '◔', word: 'Ready to export' },
  accepted: { sign: '◑', word: 'Accepted' },
  exporting: { sign: '↑', word: 'Exporting' },
  synced: { sign: '✓', word: 'Synced' },
  failed: { sign: '✕', word: 'Failed' },
  rejected: { sign: '⊘', word: 'Rejected' },
  unsynced: { sign: '○', word: 'Unsynced' },
};

/** The state of a code. The style sheet sets the sign (assets.ts): a page has hundreds of these. */
export const statusBadge = (status: CodeStatus): Html =>
  html`<span class="state ${status}">${STATUS[status].word}</span>`;

/** How good or bad something is: green, yellow, red, gray. */
export type Tone = 'good' | 'warn' | 'bad' | 'calm';

/** The state of anything else. */
export const badge = (tone: Tone, sign: string, word: Value): Html =>
  html`<span class="state ${tone}">${signed(sign, word)}</span>`;
