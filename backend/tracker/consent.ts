/** Told whether the visitor agrees: again whenever that changes, and not at all before the visitor has decided. */
type Tell = (isGranted: boolean | undefined) => void;

interface TcData {
  gdprApplies?: boolean;
  eventStatus?: string;
  purpose?: { consents?: Record<string, boolean> };
}

/** What `gtag('consent', 'update', {…})` leaves behind; other commands and objects stand beside it. */
interface LayerEntry {
  0?: unknown;
  1?: unknown;
  2?: { analytics_storage?: string; region?: unknown };
}

interface ConsentWindow {
  __tcfapi?: (
    command: 'addEventListener',
    version: 2,
    callback: (data: TcData, isOk: boolean) => void,
  ) => void;
  dataLayer?: LayerEntry[];
  Cookiebot?: { hasResponse?: boolean; consent?: { statistics?: boolean } };
  OnetrustActiveGroups?: string;
}

/** Storing on the device, profiles for content, measuring content. */
const TCF_PURPOSES = [1, 5, 8];
/** OneTrust's own name of its group "Performance Cookies". */
const ONETRUST_GROUP = 'C0002';

const page = window as unknown as ConsentWindow;

/** The consent platforms by the name that a site gives in `data-consent`, each as its maker documents it. */
const PLATFORMS: Readonly<Record<string, (tell: Tell) => void>> = {
  /** @see https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework (CMP API v2) */
  tcf(tell) {
    const listen = () =>
      page.__tcfapi?.('addEventListener', 2, (data, isOk) => {
        // Where it is not, there may be no data.
        if (!isOk || data.eventStatus === 'cmpuishown') return;
        tell(data.gdprApplies === false || TCF_PURPOSES.every(id => data.purpose?.consents?.[id]));
      });
    if (page.__tcfapi) listen();
    else addEventListener('load', listen);
  },
  /** @see https://developers.google.com/tag-platform/security/guides/consent */
  google(tell) {
    page.dataLayer ??= [];
    const layer = page.dataLayer;
    const look = (entry?: LayerEntry) => {
      const state = entry?.[0] === 'consent' && entry[2]?.analytics_storage;
      // What is denied by default is not decided yet, and a default for some regions is not known to be this visitor's.
      if (state && (entry[1] === 'update' || (state === 'granted' && !entry[2]?.region)))
        tell(state === 'granted');
    };
    layer.forEach(look);
    const { push } = layer;
    layer.push = (...entries) => {
      const length = push.apply(layer, entries);
      entries.forEach(look);
      return length;
    };
  },
  /** @see https://www.cookiebot.com/en/developer/ */
  cookiebot(tell) {
    const look = () => {
      const { hasResponse, consent } = page.Cookiebot ?? {};
      if (hasResponse) tell(consent?.statistics);
    };
    look();
    for (const type of ['ConsentReady', 'Accept', 'Decline']) addEventListener(`CookiebotOn${type}`, look);
  },
  /** @see https://developer.onetrust.com/onetrust/docs/javascript-api */
  onetrust(tell) {
    const look = () => {
      const groups = page.OnetrustActiveGroups;
      if (groups !== undefined) tell(groups.split(',').includes(ONETRUST_GROUP));
    };
    look();
    addEventListener('OneTrustGroupsUpdated', look);
  },
};

/** Listens to a consent platform; without one the site itself says `aix('consent', true)`. */
export function watchConsent(platform: string, tell: Tell): void {
  PLATFORMS[platform]?.(tell);
}

/** Do Not Track and Global Privacy Control: then nothing is asked or kept, whatever was agreed to. */
export function refusesTracking(): boolean | undefined {
  const { globalPrivacyControl, doNotTrack } = navigator as Navigator & {
    globalPrivacyControl?: boolean;
    doNotTrack?: string | null;
  };
  return globalPrivacyControl || doNotTrack === '1';
}
