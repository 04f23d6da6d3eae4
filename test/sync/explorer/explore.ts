/**
 * Walks every state that can be reached: breadth first, those with fewer faults before those with more, so that the first path to
 * a broken promise is one with the fewest faults, and the shortest of these.
 */
import { brokenAtRest, brokenBy, brokenNow } from './promises.ts';
import { Server } from './server.ts';
import { type Move, type Setting, type World, Worlds } from './world.ts';

export interface Exploration extends Setting {
  /** At most so many things go wrong. */
  readonly faults: number;
  /** For finding out whether there is a violation at all. */
  readonly stopsAtFirst?: true;
}

export interface Found {
  readonly promise: string;
  readonly path: readonly string[];
}

export interface Report {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** The most exchanges from any state to rest, once nothing goes wrong any more. */
  readonly exchangesToRest: number;
  readonly serverStates: number;
  readonly serverCalls: number;
  readonly violations: readonly Found[];
  /** Items added twice for a reason that is known and named, each with its shortest path. */
  readonly exceptions: readonly (Found & { readonly count: number })[];
  readonly seconds: number;
}

const VIOLATIONS_MAX = 12;

export async function explore(setting: Exploration): Promise<Report> {
  const started = performance.now();
  const server = await Server.with(setting.codes, setting.kind.guids === 'none' ? '7.0' : '13.0');
  const worlds = new Worlds(server, setting);
  const numbers = new Map<string, number>();
  const all: World[] = [];
  const parents: number[] = [];
  const labels: string[] = [];
  const depths: number[] = [];
  /** What follows where nothing goes wrong and nobody does anything: numbers, negative ones are exchanges. */
  const goodNext: number[][] = [];
  const violations = new Map<string, Found>();
  const exceptions = new Map<string, Found & { count: number }>();
  let transitions = 0;

  const pathTo = (state: number, ...more: string[]) => {
    const path: string[] = [...more];
    for (let at = state; at > 0; at = parents[at] as number) path.unshift(labels[at] as string);
    return path;
  };
  const violated = (promise: string, path: () => string[]) => {
    if (!violations.has(promise) && violations.size < VIOLATIONS_MAX)
      violations.set(promise, { promise, path: path() });
  };
  const isEnough = () => setting.stopsAtFirst === true && violations.size > 0;
  const numberOf = (world: World, from: number, label: string): [number, boolean] => {
    const { server, books, wire, deeds, isRefused, backup } = world;
    const key = `${server},${books},${wire},${deeds}${isRefused ? '!' : ''},${backup}`;
    const known = numbers.get(key);
    if (known !== undefined) return [known, false];
    const number = all.length;
    numbers.set(key, number);
    all.push(world);
    parents.push(from);
    labels.push(label);
    depths.push(from < 0 ? 0 : (depths[from] as number) + 1);
    return [number, true];
  };
  const checked = new Map<string, string | null>();
  const broken = (world: World): string | null => {
    const key = `${world.server},${world.books}`;
    const known = checked.get(key);
    if (known !== undefined) return known;
    const found = brokenNow(worlds.kept(world), worlds.booksOf(world));
    checked.set(key, found);
    return found;
  };
  /** The states to be gone on from with the faults so far; gives the state's number. */
  const enter = (to: World, from: number, label: string, layer: number[]): number => {
    const [number, isNew] = numberOf(to, from, label);
    if (!isNew) return number;
    const promise = broken(to);
    if (promise === null) layer.push(number);
    else violated(promise, () => pathTo(number));
    return number;
  };
  const brokenStep = (world: World, { to, label }: Move): string | null =>
    brokenBy(worlds.kept(world), worlds.kept(to), worlds.booksOf(world), worlds.booksOf(to), {
      isLate: setting.hangs || label.includes('late') || worlds.isElsewhere(world),
    });
  const noteTwice = ({ twice, label }: Move, from: number) => {
    if (!twice) return;
    const found = exceptions.get(twice.cause ?? '');
    if (twice.cause === null) violated(`${twice.name} is in QuickBooks twice`, () => pathTo(from, label));
    else if (found) found.count++;
    else exceptions.set(twice.cause, { promise: twice.cause, path: pathTo(from, label), count: 1 });
  };

  let entries: { to: World; from: number; label: string }[] = [{ to: worlds.initial(), from: -1, label: '' }];
  for (let faults = 0; faults <= setting.faults; faults++) {
    const layer: number[] = [];
    for (const { to, from, label } of entries) enter(to, from, label, layer);
    // What a fault leads to waits until all that is reached without it is known: that has one fault more to come.
    entries = [];
    for (let index = 0; index < layer.length && !isEnough(); index++) {
      const state = layer[index] as number;
      const world = all[state] as World;
      const { moves, isQuiet } = await worlds.movesOf(world);
      if (isQuiet) {
        const { deeds } = world;
        const isRefused = world.isRefused || setting.hangs;
        const rest = brokenAtRest(worlds.kept(world), worlds.booksOf(world), setting.kind, {
          isRefused,
          deeds,
          faults,
        });
        if (rest !== null) violated(rest, () => pathTo(state, 'authenticate: none'));
      }
      const good: number[] = [];
      for (const move of moves) {
        if (move.faults > 0 && faults === setting.faults) continue;
        transitions++;
        noteTwice(move, state);
        if (move.wrong) violated(move.wrong, () => pathTo(state, move.label));
        const step = move.isDeed ? null : brokenStep(world, move);
        if (step !== null) violated(step, () => pathTo(state, move.label));
        if (move.faults > 0) {
          entries.push({ to: move.to, from: state, label: move.label });
          continue;
        }
        const to = enter(move.to, state, move.label, layer);
        if (!move.isDeed) good.push(move.isExchange ? -to : to);
      }
      goodNext[state] = good;
    }
  }
  const { exchanges, loop } = restOf(goodNext);
  if (loop !== null) {
    const [first = 0] = loop;
    const round = loop.slice(1).map((state) => labels[state] as string);
    violated('it never comes to rest', () => pathTo(first, '... and then for ever:', ...round));
  }
  return {
    states: all.length,
    transitions,
    depth: depths.reduce((deepest, depth) => Math.max(deepest, depth), 0),
    exchangesToRest: exchanges,
    serverStates: server.states.size,
    serverCalls: server.calls,
    violations: [...violations.values()],
    exceptions: [...exceptions.values()],
    seconds: (performance.now() - started) / 1000,
  };
}

/** The longest way to rest in exchanges, by every way; or a circle, which would have no end. */
function restOf(next: readonly (readonly number[] | undefined)[]): {
  exchanges: number;
  loop: number[] | null;
} {
  const far = new Int32Array(next.length).fill(-1);
  const onPath = new Uint8Array(next.length);
  let longest = 0;
  for (let start = 0; start < next.length; start++) {
    if (far[start] !== -1) continue;
    const path: number[] = [start];
    const places: number[] = [0];
    onPath[start] = 1;
    far[start] = 0;
    while (path.length > 0) {
      const state = path.at(-1) as number;
      const all = next[state] ?? [];
      const place = places[places.length - 1] as number;
      if (place < all.length) {
        places[places.length - 1] = place + 1;
        const to = Math.abs(all[place] as number);
        if (onPath[to]) return { exchanges: longest, loop: [...path.slice(path.indexOf(to)), to] };
        if (far[to] !== -1) continue;
        far[to] = 0;
        onPath[to] = 1;
        path.push(to);
        places.push(0);
        continue;
      }
      for (const signed of all) {
        const way = (far[Math.abs(signed)] as number) + (signed < 0 ? 1 : 0);
        if (way > (far[state] as number)) far[state] = way;
      }
      longest = Math.max(longest, far[state] as number);
      onPath[state] = 0;
      path.pop();
      places.pop();
    }
  }
  return { exchanges: longest, loop: null };
}
