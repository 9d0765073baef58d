/** What the domain of an e-mail address tells of who uses it. `invalid` is a text that is no address. */
export type EmailDomainKind = 'business' | 'free' | 'disposable' | 'invalid';

/**
 * Providers that give a mailbox to anyone for nothing. Compiled by hand from general knowledge of the providers with most
 * users in the world and in larger countries, November 2026; kept short, because a provider that is missing here counts
 * as a business, which the model sees in its rate.
 */
const FREE = words(`
  gmail.com googlemail.com icloud.com me.com mac.com aol.com aim.com mail.com email.com zoho.com protonmail.com
  proton.me pm.me tutanota.com tuta.com tuta.io fastmail.com hushmail.com inbox.com rocketmail.com ymail.com msn.com
  web.de freenet.de t-online.de arcor.de posteo.de mailbox.org 1und1.de orange.fr wanadoo.fr free.fr laposte.net
  sfr.fr neuf.fr bbox.fr libero.it virgilio.it tiscali.it alice.it tin.it telefonica.net terra.es sapo.pt uol.com.br
  bol.com.br terra.com.br ig.com.br globo.com btinternet.com virginmedia.com sky.com ntlworld.com talktalk.net
  blueyonder.co.uk bluewin.ch hispeed.ch telenet.be skynet.be ziggo.nl kpnmail.nl planet.nl home.nl wp.pl o2.pl
  onet.pl interia.pl seznam.cz centrum.cz abv.bg mail.ru bk.ru inbox.ru list.ru rambler.ru ukr.net qq.com foxmail.com
  163.com 126.com yeah.net sina.com sohu.com aliyun.com naver.com daum.net hanmail.net rediffmail.com comcast.net
  verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net rogers.com
  shaw.ca sympatico.ca bigpond.com optusnet.com.au`);

/** Free providers that have a domain in many countries: `yahoo.co.uk`, `hotmail.fr`. */
const FREE_IN_MANY_COUNTRIES = /^(yahoo|hotmail|outlook|live|gmx|yandex)\.([a-z]{2,3}|com?\.[a-z]{2})$/;

/**
 * Providers of addresses that die within hours. Compiled by hand from general knowledge of the best known ones, November
 * 2026; new ones appear daily, so this finds the careless, not the determined.
 */
const DISPOSABLE = words(`
  mailinator.com guerrillamail.com guerrillamail.net guerrillamail.org guerrillamail.biz guerrillamail.de
  guerrillamailblock.com grr.la sharklasers.com 10minutemail.com 10minutemail.net temp-mail.org tempmail.com
  tempmail.net temp-mail.io tempmailo.com tempr.email throwawaymail.com trashmail.com trashmail.de trashmail.net
  wegwerfmail.de byom.de yopmail.com yopmail.fr yopmail.net getnada.com nada.email dispostable.com maildrop.cc
  mailnesia.com mailcatch.com mohmal.com fakeinbox.com discard.email discardmail.com spamgourmet.com mytemp.email
  emailondeck.com moakt.com tempail.com burnermail.io mintemail.com spam4.me mailsac.com getairmail.com inboxkitten.com
  mail-temp.com 33mail.com jetable.org einrot.com`);

/** What the domain of an address tells; a subdomain counts as the domain above it. Case and blanks around do not matter. */
export function emailDomainKind(address: string): EmailDomainKind {
  const domain = /^[^\s@]+@((?:[^\s@.]+\.)+[^\s@.]{2,})$/.exec(address.trim().toLowerCase())?.[1];
  if (domain === undefined) return 'invalid';
  const labels = domain.split('.');
  const above = labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'));
  if (above.some(name => DISPOSABLE.has(name))) return 'disposable';
  return above.some(name => FREE.has(name) || FREE_IN_MANY_COUNTRIES.test(name)) ? 'free' : 'business';
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
