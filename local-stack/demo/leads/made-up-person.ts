import type { Faker } from '@faker-js/faker';
import { faker as german } from '@faker-js/faker/locale/de';
import { faker as english } from '@faker-js/faker/locale/en';
import { faker as french } from '@faker-js/faker/locale/fr';
import { faker as portuguese } from '@faker-js/faker/locale/pt_PT';
import { BANK_ROWS } from './bank-rows.ts';
import { createDraw, pick, shuffledIndices } from './seeded-draw.ts';

/** Who a lead is. Nobody: every part is made up, and the addresses lie in domains that cannot exist. */
export interface MadeUpPerson {
  firstName: string;
  lastName: string;
  company: string;
  /** Lower case, unique in the demo. */
  email: string;
  phone: string;
}

/** Reserved for examples by RFC 2606: no mail to it ever arrives anywhere. */
const RESERVED_DOMAIN = 'example';
const PRIVATE_MAIL = ['mailbox', 'inbox', 'homemail', 'postbox'];
const PRIVATE_MAIL_SHARE = 0.6;
const LOCALES: readonly Faker[] = [portuguese, portuguese, english, german, french];
/** Keeps an address under the 80 characters that Salesforce allows. */
const LONGEST_HOST = 30;
/** Numbers in e-mail addresses start here. */
const FIRST_NUMBER = 11;

/**
 * A function from row to person; the same seed and row give the same person. An address is unique by its number, which
 * is drawn without regard to order, so that nothing about a person tells how late its row comes.
 */
export function createPersonMaker(seed: number): (row: number) => MadeUpPerson {
  const drawLocale = createDraw(seed, 'locale');
  const drawName = createDraw(seed, 'name');
  const drawHost = createDraw(seed, 'e-mail host');
  const drawPhone = createDraw(seed, 'phone');
  const numbers = shuffledIndices(BANK_ROWS, createDraw(seed, 'e-mail number'));
  return row => {
    const faker = pick(LOCALES, drawLocale(row));
    faker.seed(Math.floor(drawName(row) * 2 ** 32));
    const firstName = faker.person.firstName();
    const lastName = faker.person.lastName();
    const company = faker.company.name();
    const host =
      drawHost(row, 0) < PRIVATE_MAIL_SHARE ? pick(PRIVATE_MAIL, drawHost(row, 1)) : companyHost(company);
    const user = `${slug(firstName, '')}.${slug(lastName, '')}${numbers[row]! + FIRST_NUMBER}`;
    const email = `${user}@${host}.${RESERVED_DOMAIN}`;
    return {
      firstName,
      lastName,
      company,
      email,
      phone: fictionalPhone(drawPhone(row, 0), drawPhone(row, 1)),
    };
  };
}

function companyHost(company: string): string {
  return slug(company, '-').slice(0, LONGEST_HOST).replace(/-$/, '');
}

/** 555-0100 to 555-0199 are kept free for fiction in every North American area. */
function fictionalPhone(areaDraw: number, lineDraw: number): string {
  return `+1 ${200 + Math.floor(areaDraw * 800)} 555-0${100 + Math.floor(lineDraw * 100)}`;
}

/** ASCII letters and digits in lower case, everything else replaced by `separator`. */
function slug(text: string, separator: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/[^a-z0-9]+/g, separator)
    .replace(/^-|-$/g, '');
}
