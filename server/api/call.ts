/**
 * A call of the HTTP interface as one value: where it is, who may make it, what it takes and answers, and what is done. Routes,
 * rights, the checks of what comes in and the description all follow from it. The schemas type the handler.
 */
import type { z } from 'zod';
import type { Random } from '../codes/company.ts';
import type { ImportRoom } from '../codes/importing/room.ts';
import type { Company } from '../codes/model.ts';
import type { By } from '../codes/transitions.ts';
import type { ProblemCode } from '../http/problem.ts';
import type { Caller } from '../identity/access.ts';
import type { Passwords } from '../identity/hashing.ts';
import type { CompanyRight, Right } from '../identity/rights.ts';
import type { Kept } from '../quickbooks/kept.ts';
import type { Store } from '../store/port.ts';
import type { Made, Raw } from './reply.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What handlers work with. */
export interface Services {
  readonly store: Store;
  readonly random: Random;
  readonly publicURL: string;
  readonly passwords: Passwords;
  /** Where imports are planned. */
  readonly room: ImportRoom;
  readonly kept: Kept;
  /** As WEBHOOK_PRIVATE. */
  readonly webhookPrivate: boolean;
  readonly description: Description;
}

/** The description of all calls, for programs and for people. */
export interface Description {
  readonly openApi: Readonly<Record<string, unknown>> & { readonly openapi: string };
  readonly page: string;
}

/** A body as it came: a list as a file, or JSON that is read elsewhere. */
export interface RawBody {
  /** The media type without its parameters, in lower case. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** JSON by a schema, text of a media type, or nothing. */
export type AnswerForm =
  | { readonly status: 200 | 201 | 202; readonly schema: z.ZodType }
  | { readonly status: 200; readonly type: string }
  | { readonly status: 204 };

/** A call, whatever it takes and answers. */
export interface Call {
  readonly method: Method;
  /** As express writes it, below `/api`. */
  readonly path: string;
  readonly id: string;
  readonly right: Right;
  readonly summary: string;
  readonly notes?: string;
  /** What the parts of the path are, for the description; the company is said once for all. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A body that would be taken, as the description shows it. */
  readonly example?: unknown;
  /** The body may be a list as a file, too (CSV, a workbook, an IIF): the handler gets it as it came. */
  readonly file?: true;
  readonly bodyMaxBytes?: number;
  readonly answer: AnswerForm;
  /** Beyond those that follow from the rest. */
  readonly problems?: readonly ProblemCode[];
  /** A POST that only asks. */
  readonly asksOnly?: true;
  /** Repeating it would do it twice: it is not repeated as long as it may have been done. */
  readonly once?: true;
  /** The body or the answer holds what the store must never keep as it is. */
  readonly secret?: readonly ('body' | 'answer')[];
  /** Not by API token. */
  readonly inPerson?: true;
  /** Resolves with what `replyOf` takes; rejects with the problem to answer with. */
  readonly handle: (services: Services, asked: never) => unknown;
}

type ParamsOf<Path extends string> = Path extends `${string}/:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | ParamsOf<`/${More}`>
    : Rest
  : never;

/** Each part of the path has its words. */
type Params<Name extends string> = [Name] extends [never]
  ? { readonly params?: never }
  : { readonly params: Readonly<Record<Name, string>> };

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler is given, checked by the call's own schemas. */
type Asked<Path extends string, R extends Right, Q, B, F> = {
  readonly params: Readonly<Record<ParamsOf<Path>, string>>;
  readonly query: OutputOf<Q>;
  readonly body: F extends true ? RawBody : OutputOf<B>;
} & (R extends 'none' ? object : { readonly caller: Caller; readonly by: By }) &
  // The company that the address names.
  (R extends CompanyRight ? { readonly company: Company } : object);

type Shown<T> = T extends readonly (infer E)[]
  ? readonly Shown<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Shown<T[K]> }
    : T;

type Soon<T> = T | Promise<T>;

/** What a handler may return: `Raw` where the answer is written piece by piece or is no JSON. */
type Told<A extends AnswerForm> = A extends { readonly schema: infer S extends z.ZodType }
  ? Soon<Shown<z.input<S>> | Made<Shown<z.input<S>>> | Raw>
  : A extends { readonly type: string }
    ? Soon<Raw>
    : Promise<void>;

type Definition<
  Path extends string,
  R extends Right,
  Q,
  B,
  F extends true | undefined,
  A extends AnswerForm,
> = Omit<Call, 'path' | 'right' | 'params' | 'query' | 'body' | 'file' | 'answer' | 'handle'> & {
  readonly path: Path;
  readonly right: R;
  readonly query?: Q & z.ZodObject;
  readonly body?: B & z.ZodType;
  readonly file?: F;
  readonly answer: A;
  readonly handle: (services: Services, asked: Asked<Path, R, Q, B, F>) => Told<A>;
} & Params<Exclude<ParamsOf<Path>, 'company'>>;

/** A call whose handler is typed by what the call takes and answers. */
export function call<
  const Path extends string,
  R extends Right,
  A extends AnswerForm,
  Q = undefined,
  B = undefined,
  F extends true | undefined = undefined,
>(definition: Definition<Path, R, Q, B, F, A>): Call {
  return definition as Call;
}

/** Whether a call changes something: then it takes an Idempotency-Key. */
export const changes = ({ method, asksOnly }: Call) => method !== 'get' && asksOnly !== true;
