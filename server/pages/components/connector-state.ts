/** How a company's connector is doing. */

import type { Html } from '../../html.ts';
import type { ConnectorState } from '../../sync/read.ts';
import { badge, type Tone } from './status.ts';

const SIGNS: Readonly<Record<ConnectorState, readonly [Tone, string]>> = {
  never: ['calm', '○'],
  inSession: ['good', '↑'],
  idle: ['good', '✓'],
  late: ['bad', '!'],
};

const WORDS: Readonly<Record<ConnectorState, string>> = {
  never: 'Not seen yet',
  inSession: 'Exporting now',
  idle: 'Connected',
  late: 'Late',
};

/** The state, in other words where the place asks for them. */
export const connectorBadge = (
  state: ConnectorState,
  words: Readonly<Partial<Record<ConnectorState, string>>> = {},
): Html => badge(...SIGNS[state], words[state] ?? WORDS[state]);
