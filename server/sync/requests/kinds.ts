/** Every kind of request that is made of codes. */
import type { CostCode, SentChange, SentItem } from '../../codes/model.ts';
import type { CodeRequest } from '../model.ts';
import { ITEM_SERVICE_ADD } from './item-service-add.ts';
import { ITEM_SERVICE_MOD } from './item-service-mod.ts';
import type { RequestKind } from './request.ts';

const KINDS: {
  readonly [K in CodeRequest['kind']]: RequestKind<Extract<CodeRequest, { readonly kind: K }>>;
} = {
  ItemServiceAdd: ITEM_SERVICE_ADD,
  ItemServiceMod: ITEM_SERVICE_MOD,
};

/** The kind of a request. */
export const kindOf = ({ kind }: Pick<CodeRequest, 'kind'>): RequestKind => KINDS[kind] as RequestKind;

/** What QuickBooks is to be told of a code: what is not there yet is added, what is there is changed. */
export const kindFor = ({ item }: Pick<CostCode, 'item'>): RequestKind =>
  kindOf({ kind: item === null ? 'ItemServiceAdd' : 'ItemServiceMod' });

/** Of what kind it was that was sent. */
export const kindOfSent = (sent: SentItem | SentChange): RequestKind =>
  kindOf({ kind: 'kind' in sent ? 'ItemServiceMod' : 'ItemServiceAdd' });
