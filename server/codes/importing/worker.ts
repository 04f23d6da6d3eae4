/** The thread that reads and plans imports: it has neither a store nor a network, only what it is told. */
import { serve } from '../../worker-thread.ts';
import { createPlanning } from './planning.ts';
import type { Opened, Planning, Source } from './steps.ts';

/** A source without its bytes: they come beside it, since only whole buffers can be transferred. */
export type SourceAside = Source | Omit<Extract<Source, { bytes: Uint8Array }>, 'bytes'>;

export type PlanningSteps = Omit<Planning, 'open'> & {
  open(source: SourceAside, bytes?: Uint8Array): Opened;
};

const planning = createPlanning();
serve({
  ...planning,
  open: (source: SourceAside, bytes?: Uint8Array) =>
    planning.open((bytes ? { ...source, bytes } : source) as Source),
});
