/**
 * A kind of request is one value: how it is made of a code, built and read, what each status means for it, and how it is looked
 * up where its answer was lost. The rules of answers, lookups and alarms know kinds only as this.
 */
import type { WantedItems } from '../../../qbxml/long-answer.ts';
import type { Response } from '../../../qbxml/message-set.ts';
import type { FoundItem, ItemQuery } from '../../../qbxml/queries.ts';
import type { Element } from '../../../qbxml/xml.ts';
import type { Random } from '../../codes/company.ts';
import type { Company, CostCode, Problem } from '../../codes/model.ts';
import type { Ask, CodeRequest, ExportSet, Question, Word } from '../model.ts';

/** Where a request has its place: in which set, under which number. */
export interface Place {
  readonly requestID: string;
  readonly version: string;
}

export type Parents = ReadonlyMap<string, CostCode>;

/** What QuickBooks found, by what it was asked. */
export type Found = ReadonlyMap<Ask['kind'], readonly FoundItem[]>;

/** Which page of the list is asked for: where it goes on (null: from its beginning), and which part of a whole page it is to be. */
export interface PageAsked {
  readonly iteratorID: string | null;
  readonly part: number;
}

/** Whether what was found is all, or more pages of it are to come. */
export interface Paging {
  readonly isLast: boolean;
}

/** A request with its question. */
export interface Asked<R extends CodeRequest> {
  readonly request: R;
  readonly question: Question;
}

export interface LookupQuery {
  readonly kind: Ask['kind'];
  readonly query: ItemQuery;
}

export interface RequestKind<R extends CodeRequest = CodeRequest> {
  /** What QuickBooks calls its answer. */
  readonly responseType: string;
  /** What is to be said of a code as it is now; kept with the code when it is claimed. */
  sent(code: CostCode, company: Company, parents: Parents, version: string): R['sent'];
  /** The request of a code that has been claimed, with what is to be said of it. */
  make(code: CostCode, place: Place, parents: Parents, random: Random): R;
  /** Of a request, or of what would be said in one. */
  build(requestID: string | null, of: Pick<R, 'sent'> & Partial<Omit<R, 'sent'>>): Element;
  /** It makes an item, so that no other code has it. */
  readonly makesItem: boolean;
  /** Its word where nothing is to be sent for it: that QuickBooks is to be asked something first, or that nothing is left to do. */
  unsent(request: R): Word | null;
  /** What QuickBooks would refuse for certain, and so would cost the whole set; null if nothing is known against it. */
  whyUnsendable(sent: R['sent']): string | null;
  /** As people know its code. */
  nameOf(request: R): string;
  /** Its texts that QuickBooks may quote, without which two refusals may be alike. */
  ownTexts(request: R): string[];
  wordOf(response: Response, request: R): Word;
  /** Its bytes can be handed out again without harm, should QuickBooks do what they say once more. */
  isRepeatable(request: R): boolean;
  question(why: Question['why'], request: R, problem: Problem): Question;
  readonly lookup: {
    /** Which of the items that QuickBooks finds its questions may be about. */
    wanted(set: ExportSet, asked: readonly Asked<R>[]): WantedItems;
    queries(by: Question['by'], asked: readonly Asked<R>[], page: PageAsked): LookupQuery[];
    /** `owner`: the code that has a ListID already, as people know it. */
    wordOf(
      set: ExportSet,
      asked: Asked<R>,
      found: Found,
      paging: Paging,
      owner: (listID: string) => string | null,
    ): Word;
  };
}
