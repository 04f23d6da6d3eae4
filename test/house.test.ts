/** The arrows of docs/architecture.md: which room may lean on which, and who alone reaches the world outside. Read from the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLLECTIONS } from '../server/app.ts';

interface Import {
  readonly by: string;
  /** A file of ours, or a package. */
  readonly of: string;
  readonly names: readonly string[];
  /** Nothing of it is left when the program runs. */
  readonly typesOnly: boolean;
}

const ROOT = join(import.meta.dirname, '..');
const FILES = ['server', 'qbxml'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file).replaceAll('\\', '/')),
);
const TEXTS = new Map(FILES.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
const IMPORTS = [...TEXTS].flatMap(([file, text]) => importsOf(file, text));

function importsOf(by: string, text: string): Import[] {
  const named = text.matchAll(/^(?:import|export)(\s+type)?\b([^;'"]*?)\bfrom '([^']+)'/gm);
  const bare = text.matchAll(/\bimport\s*\(?\s*()()'([^']+)'/g);
  return [...named, ...bare].map(([, type, list = '', of = '']) => {
    const names = list.replace(/[{}]/g, ' ').split(',');
    const given = names.map((name) => name.trim()).filter(Boolean);
    const typesOnly = Boolean(type) || (given.length > 0 && given.every((name) => name.startsWith('type ')));
    return {
      by,
      of: targetOf(by, of),
      names: given.map((name) => name.replace(/^type | as .*/g, '')),
      typesOnly,
    };
  });
}

function targetOf(by: string, of: string): string {
  return of.startsWith('.') ? normalize(join(dirname(by), of)).replaceAll('\\', '/') : of;
}

/** `qbxml`, a folder of `server`, or '' for what belongs to no room: the tools and what puts the rooms together. */
function roomOf(file: string): string {
  const [top = '', folder = '', ...rest] = file.split('/');
  if (top === 'qbxml') return top;
  return top === 'server' && rest.length > 0 ? folder : '';
}

const at = ({ by, of }: Import) => `${by} imports ${of}`;

/** What each room may lean on. `types`: what stands in its types only. */
const ARROWS: Readonly<
  Record<string, { readonly on: readonly string[]; readonly types?: readonly string[] }>
> = {
  qbxml: { on: [] },
  store: { on: [] },
  http: { on: [], types: ['store'] },
  codes: { on: ['qbxml', 'store'], types: ['help'] },
  help: { on: ['qbxml', 'codes'] },
  quickbooks: { on: ['qbxml', 'store', 'codes'] },
  sync: { on: ['qbxml', 'store', 'codes', 'quickbooks', 'help'] },
  identity: { on: ['qbxml', 'store', 'codes', 'http'] },
  // Read off what the exchange and the queue write; neither knows of it.
  outbox: { on: ['store', 'codes', 'sync'] },
  webhooks: { on: ['store', 'codes', 'outbox'], types: ['sync'] },
  notices: { on: ['store', 'codes', 'sync', 'help', 'identity', 'outbox'] },
  doors: {
    on: ['qbxml', 'store', 'codes', 'quickbooks', 'sync', 'identity', 'http', 'notices', 'webhooks'],
  },
  // Qbxml knows which characters XML has.
  soap: { on: ['codes', 'sync', 'http', 'doors', 'qbxml'] },
  api: {
    on: ['qbxml', 'codes', 'quickbooks', 'sync', 'identity', 'http', 'doors', 'notices', 'webhooks'],
    types: ['store'],
  },
  pages: {
    on: ['qbxml', 'codes', 'quickbooks', 'sync', 'identity', 'http', 'doors', 'help', 'notices', 'webhooks'],
    types: ['store'],
  },
};

/** The doors of people, of programs and of the Web Connector. */
const isDoor = (file: string) => ['api', 'pages', 'soap'].includes(roomOf(file));

/** Packages that reach the world outside, and who alone may use them. */
const PACKAGES: readonly { readonly name: string; readonly by: (file: string) => boolean }[] = [
  { name: 'mongodb', by: (file) => file === 'server/store/mongo.ts' },
  { name: 'node:sqlite', by: (file) => roomOf(file) === 'store' },
  // What it makes of an ampersand is mended there.
  { name: 'xmlbuilder2', by: (file) => file === 'qbxml/xml.ts' },
  { name: 'nodemailer', by: (file) => file === 'server/notices/mailer.ts' },
  { name: 'strong-soap', by: (file) => roomOf(file) === 'soap' },
  {
    name: 'express',
    by: (file) => isDoor(file) || ['server/app.ts', 'server/http/probes.ts'].includes(file),
  },
];

describe('the rooms of the house', () => {
  it('are those that the arrows name', () => {
    const rooms = new Set(FILES.map(roomOf).filter((room) => room !== ''));
    expect([...rooms].sort()).toEqual(Object.keys(ARROWS).sort());
  });

  it.each(Object.entries(ARROWS))('%s leans on nothing but what it may', (room, { on, types = [] }) => {
    const wrong = IMPORTS.filter(({ by, of, typesOnly }) => {
      const other = roomOf(of);
      if (roomOf(by) !== room || other === '' || other === room) return false;
      return !on.includes(other) && !(typesOnly && types.includes(other));
    });
    expect(wrong.map(at)).toEqual([]);
  });

  it('qbxml has no need of the server at all', () => {
    const wrong = IMPORTS.filter(({ by, of }) => roomOf(by) === 'qbxml' && of.startsWith('server/'));
    expect(wrong.map(at)).toEqual([]);
  });

  it('have no circles of files: whichever is loaded first, the others are there', () => {
    const needs = Map.groupBy(
      IMPORTS.filter(({ of, typesOnly }) => !typesOnly && TEXTS.has(of)),
      ({ by }) => by,
    );
    const done = new Set<string>();
    function circleFrom(file: string, way: readonly string[]): readonly string[] | null {
      if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
      if (done.has(file)) return null;
      for (const { of } of needs.get(file) ?? []) {
        const circle = circleFrom(of, [...way, file]);
        if (circle) return circle;
      }
      done.add(file);
      return null;
    }
    const circles = FILES.map((file) => circleFrom(file, [])).filter((circle) => circle !== null);
    expect(circles).toEqual([]);
  });

  it('are put together by app.ts alone, which main.ts alone starts', () => {
    const wrong = IMPORTS.filter(
      ({ by, of }) =>
        (roomOf(by) === '' && isDoor(of) && by !== 'server/app.ts') ||
        (of === 'server/app.ts' && by !== 'server/main.ts') ||
        of === 'server/main.ts',
    );
    expect(wrong.map(at)).toEqual([]);
  });
});

describe('the doors, and what they share', () => {
  const isOutside = (file: string) => isDoor(file) || roomOf(file) === 'doors';
  /** `export const CODES = collectionOf` */
  const names = new Set(
    [...TEXTS.values()].flatMap((text) =>
      [...text.matchAll(/^export const (\w+) = collectionOf</gm)].map(([, name = '']) => name),
    ),
  );

  it('name no collection: they ask the rooms', () => {
    expect(names.size).toBe(COLLECTIONS.length);
    const isCollection = (name: string) => names.has(name) || name === '*';
    const wrong = IMPORTS.filter(
      ({ by, of, names: given }) => isOutside(by) && of.startsWith('server/') && given.some(isCollection),
    );
    expect(wrong.map(at)).toEqual([]);
  });

  it('hand the store on and never call it', () => {
    const isCalling = (text: string) =>
      /\bstore\s*\??\.\s*(?:get|getMany|find|findAmong|count|insert|replace|remove)\b/.test(text);
    const calling = [...TEXTS].filter(([file, text]) => isOutside(file) && isCalling(text));
    expect(calling.map(([file]) => file)).toEqual([]);
    // Where it is meant to be called, the same look finds it.
    expect(isCalling(TEXTS.get('server/codes/read.ts') ?? '')).toBe(true);
  });
});

describe('the world outside', () => {
  it.each(PACKAGES)('$name is used by those alone whose it is', ({ name, by: mayUse }) => {
    const wrong = IMPORTS.filter(
      ({ by, of, typesOnly }) => (of === name || of.startsWith(`${name}/`)) && !typesOnly && !mayUse(by),
    );
    expect(wrong.map(at)).toEqual([]);
  });

  it('is configured by the environment, which main.ts alone reads', () => {
    const readers = [...TEXTS].filter(([, text]) => /\bprocess\s*\??\.\s*env\b/.test(text));
    expect(readers.map(([file]) => file)).toEqual(['server/main.ts']);
  });

  it('has its clocks and timers in two places: timers.ts, and the clock that main.ts gives to the store', () => {
    const isTouching = /\b(?:setTimeout|setInterval|performance\.now|Date\.now)\b|\bnew Date\(\)/;
    const touching = [...TEXTS].filter(([, text]) => isTouching.test(text)).map(([file]) => file);
    expect(touching.sort()).toEqual(['server/main.ts', 'server/timers.ts']);
  });
});

describe('the scripts', () => {
  it('have no need of the tests', () => {
    const scripts = readdirSync(join(ROOT, 'scripts'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join('scripts', file).replaceAll('\\', '/'));
    const all = scripts.flatMap((file) => importsOf(file, readFileSync(join(ROOT, file), 'utf8')));
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ of }) => of.startsWith('test/')).map(at)).toEqual([]);
  });
});
