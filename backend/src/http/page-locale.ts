import { LOCALES, type Locale } from '@aix/shared-scoring';
import type { Request } from 'express';

/** The language of a page: that of ours which the browser's reader likes best, else English. */
export function localeOf(request: Request): Locale {
  return (request.acceptsLanguages([...LOCALES]) as Locale | false) || 'en';
}
