// Generated from hubspot-app/shared/reader.ts by npm run generate:hubspot. Do not edit.
import { LOCALES, type Locale } from './card-view.ts';
import { DE } from './de.ts';
import { EN, type Texts } from './en.ts';

/** Who reads: the language of the sentences, and how this person writes numbers and times. */
export interface Reader {
  language: Locale;
  /** BCP 47, for numbers and dates. */
  locale: string;
  /** IANA name. */
  timeZone: string;
  texts: Texts;
}

const TEXTS = { en: EN, de: DE } as const;

/** The part of an extension's context that says who reads. */
interface ReaderContext {
  user: { language?: string; locale?: string };
  portal: { timezone: string };
}

/** The reader of a page. Who reads another language than ours gets the first of ours. */
export function readerOf({ user, portal }: ReaderContext): Reader {
  const spoken = (user.language ?? user.locale ?? '').slice(0, 2).toLowerCase();
  const language = LOCALES.find(each => each === spoken) ?? LOCALES[0];
  return {
    language,
    locale: localeOf(user.locale, language),
    timeZone: portal.timezone,
    texts: TEXTS[language],
  };
}

/** HubSpot writes `de-de`, and `en-us` for who writes dates the American way; whatever is no language falls back. */
function localeOf(written: string | undefined, fallback: Locale): string {
  try {
    const [locale] = Intl.getCanonicalLocales(written?.replace('_', '-') ?? []);
    return locale?.startsWith(fallback) ? locale : fallback;
  } catch {
    return fallback;
  }
}
