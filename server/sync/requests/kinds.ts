/** Every kind of request that is made of codes. */
import type { CostCode } from '../../codes/model.ts';
import type { CodeRequest } from '../model.ts';
import { ITEM_SERVICE_ADD } from './item-service-add.ts';
import type { RequestKind } from './request.ts';

const KINDS: {
  readonly [K in CodeRequest['kind']]: RequestKind<Extract<CodeRequest, { readonly kind: K }>>;
} = {
  ItemServiceAdd: ITEM_SERVICE_ADD,
};

/** The kind of a request. */
export const kindOf = ({ kind }: Pick<CodeRequest, 'kind'>): RequestKind => KINDS[kind] as RequestKind;

/** What QuickBooks is to be told of a code: it is not there yet, so it is added. */
export const kindFor = (_code: CostCode): RequestKind => kindOf({ kind: 'ItemServiceAdd' });
