import type { RequestHandler } from 'express';
import { missingProduct } from '../platform-error.ts';
import type { Portal } from '../portal/portal.ts';
import type { ObjectType } from './object-type.ts';

/** What the portal has not bought is closed to every app, whatever it was granted. */
export function requireProduct({ account }: Portal, { product }: ObjectType): RequestHandler {
  return (_request, _response, next) => {
    if (product !== undefined && !account.products.includes(product)) throw missingProduct(product);
    next();
  };
}
