/** One request of a page by somebody who is signed in: who it is, what they sent, and how they are answered. */
import type { Request, Response } from 'express';
import { allCompanies, type Random } from '../codes/company.ts';
import type { ImportRoom } from '../codes/importing/room.ts';
import type { Company } from '../codes/model.ts';
import type { By } from '../codes/transitions.ts';
import { type Html, html } from '../html.ts';
import type { Bodies } from '../http/bodies.ts';
import type { Pieces, Sized } from '../http/piecewise.ts';
import type { Access } from '../identity/access.ts';
import type { User } from '../identity/people.ts';
import { type CompanyRight, may, type Right } from '../identity/rights.ts';
import { type Flash, putFlash, type SignedIn, takeFlash } from '../identity/web-sessions.ts';
import type { Logger } from '../log.ts';
import type { Kept } from '../quickbooks/kept.ts';
import type { Store } from '../store/port.ts';
import { hidden } from './forms/controls.ts';
import type { Form } from './forms/form.ts';
import { type Content, layout, seenBy } from './layout.ts';

/** What all pages share. */
export interface PageContext {
  readonly store: Store;
  readonly random: Random;
  readonly publicURL: string;
  /** Where imports are planned. */
  readonly room: ImportRoom;
  readonly kept: Kept;
  readonly pieces: Pieces;
  readonly access: Access;
  readonly bodies: Bodies;
  readonly log: Logger;
  /** Whether notices go out by mail. */
  readonly hasMail: boolean;
  /** As WEBHOOK_PRIVATE. */
  readonly webhookPrivate: boolean;
  /** Aborted when the server begins to stop. */
  readonly stopping: AbortSignal;
  /** The address of a path for browsers: with the path prefix of PUBLIC_URL. */
  readonly href: (path: string) => string;
}

/** A page or what its form posts to. Rights are decided before the body is read, forms checked against forgery before `handle`. */
export interface PageRoute {
  readonly method: 'get' | 'post';
  /** As express writes it. With `:company` for the rights in a company. */
  readonly path: string;
  readonly right: Exclude<Right, 'none' | 'self'>;
  readonly bodyMaxBytes?: number;
  /** Browsers fetch it by themselves: it does not keep a session from ending. */
  readonly byItself?: true;
  readonly handle: (visit: Visit) => Promise<unknown> | unknown;
}

/** A few pages of one idea. */
export type PageModule = (context: PageContext) => readonly PageRoute[];

/** One request by somebody who is signed in. */
export interface Visit {
  readonly request: Request;
  readonly response: Response;
  readonly session: SignedIn;
  readonly user: User;
  readonly by: By;
  /** What a form posted; empty for a GET. */
  readonly form: Form;
  /** The hidden field that every form that posts needs. */
  readonly csrf: Html;
  readonly href: (path: string) => string;
  /** The company of the address; a route without one has none. */
  readonly company: Company;
  /** A parameter of the address, '' without one. */
  param(name: string): string;
  /** A field of the query that stands once, '' otherwise. */
  query(name: string): string;
  may(right: CompanyRight): boolean;
  /** `carried`: what stands in base64 where the body says CARRIED. */
  render(content: Content & { readonly status?: number; readonly carried?: Uint8Array }): Promise<void>;
  /** After a form: the page that comes next tells the result; `session` where a new one has begun. */
  redirect(path: string, flash?: Flash, session?: SignedIn): Promise<void>;
}

/** No text of a person makes these signs: theirs are escaped. */
export const CARRIED = html`<carried>`;

/** Of bytes, so that no piece but the last ends within a letter of base64. */
const CARRIED_BYTES = 96 * 1024;

/** A page around a file of megabytes, which is written in base64 piece by piece. */
function carrying(page: string, bytes: Uint8Array): Sized {
  const [before, after] = page.split(CARRIED.toString(), 2).map((part) => Buffer.from(part));
  if (!before || !after) throw new Error('the page has no place for what it carries');
  function* all(head: Buffer, tail: Buffer): Generator<Uint8Array> {
    yield head;
    for (let from = 0; from < bytes.length; from += CARRIED_BYTES)
      yield Buffer.from(Buffer.from(bytes.subarray(from, from + CARRIED_BYTES)).toString('base64'));
    yield tail;
  }
  return {
    length: before.length + Math.ceil(bytes.length / 3) * 4 + after.length,
    pieces: all(before, after),
  };
}

/** What the door has found out about a request. */
export interface VisitFacts {
  readonly request: Request;
  readonly response: Response;
  readonly session: SignedIn;
  readonly company: Company | null;
  readonly form: Form;
}

/** The visit that pages are given. */
export function createVisit(context: PageContext, facts: VisitFacts): Visit {
  const { store, access, href, pieces } = context;
  const { request, response, session, company, form } = facts;
  const { user } = session;
  const csrf = hidden('csrf', access.csrfTokenOf(session));
  return {
    request,
    response,
    session,
    user,
    form,
    csrf,
    href,
    by: { at: store.now().toISOString(), by: user.userName },
    get company() {
      if (!company) throw new Error(`${request.path} names no company`);
      return company;
    },
    param: (name) => String(request.params[name] ?? ''),
    query(name) {
      const value = request.query[name];
      return typeof value === 'string' ? value : '';
    },
    may: (right) => company !== null && may(user, company.id, right),
    async render({ status = 200, carried, ...content }) {
      const companies = seenBy(user, await allCompanies(store));
      // Left for the page that somebody sees, where a script only looks for what has changed.
      const isSeen = request.get('X-Unseen') === undefined;
      const flash = isSeen ? await takeFlash(store, session) : null;
      const page = layout(href, { user, csrf, companies, damaged: store.damaged }, flash, {
        ...content,
        company: content.company === undefined ? company : content.company,
      });
      response.status(status).type('html');
      if (carried) await pieces.send(response, carrying(page, carried));
      else response.send(page);
    },
    async redirect(path, flash, next = session) {
      if (flash) await putFlash(store, next, flash);
      response.redirect(303, href(path));
    },
  };
}
