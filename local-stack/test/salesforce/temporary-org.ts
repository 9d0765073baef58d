import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordIdOf } from '../../salesforce/index.ts';

const FIRST_CREATED = Date.UTC(2026, 8, 1);
const MINUTE_MS = 60_000;

/** An org directory made for one test, and what is needed to log in to it. */
export interface TemporaryOrg {
  directory: string;
  organizationId: string;
  clientId: string;
  /** PEM, PKCS #8: of the app whose certificate the org holds. */
  privateKey: string;
  username: string;
  remove(): void;
}

/** Keys are slow to make and any will do. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/**
 * An org with `leadCount` leads, one a minute. Of five, one is converted and one closed without conversion. Lead number n
 * has the id `recordIdOf('00Q', n)`; custom fields are `Age__c` (number), `Job__c` (text) and `Newsletter__c` (check box).
 */
export function createTemporaryOrg({ leadCount }: { leadCount: number }): TemporaryOrg {
  const directory = mkdtempSync(join(tmpdir(), 'salesforce-org-'));
  const organizationId = recordIdOf('00D', 1);
  const clientId = '3MVG9.test';
  const username = 'integration@bank.example';
  const user = { id: recordIdOf('005', 1), username, name: 'Integration User', email: 'it@bank.example' };
  const stranger = {
    id: recordIdOf('005', 2),
    username: 'rep@bank.example',
    name: 'Rep',
    email: 'rep@bank.example',
  };
  const app = {
    clientId,
    name: 'Test app',
    certificate: publicKey,
    preauthorizedUsernames: [username],
    callbackUrls: ['http://127.0.0.1/callback'],
  };
  const settings = {
    organizationId,
    name: 'Test Bank',
    isSandbox: true,
    users: [user, stranger],
    externalClientApps: [app],
    dailyApiRequests: 100_000,
    changeDataCapture: ['Lead', 'Contact'],
  };
  writeFileSync(join(directory, 'org.json'), JSON.stringify(settings));
  mkdirSync(join(directory, 'records'));
  const lines = Array.from({ length: leadCount }, (_, index) => JSON.stringify(leadOf(index, user.id)));
  writeFileSync(join(directory, 'records', 'Lead.jsonl'), lines.map(line => `${line}\n`).join(''));
  addField(directory, 'Age__c', '<type>Number</type><precision>3</precision><scale>0</scale>');
  addField(directory, 'Job__c', '<type>Text</type><length>40</length>');
  addField(directory, 'Newsletter__c', '<type>Checkbox</type><defaultValue>false</defaultValue>');
  const remove = () => rmSync(directory, { recursive: true, force: true });
  return { directory, organizationId, clientId, privateKey, username, remove };
}

/** Adds a custom field to the org's leads, or to another object; `definition` is the inside of its metadata. */
export function addField(directory: string, name: string, definition: string, object = 'Lead'): void {
  const folder = join(directory, 'metadata', 'objects', object, 'fields');
  mkdirSync(folder, { recursive: true });
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>${name}</fullName><label>${name}</label>${definition}</CustomField>
`;
  writeFileSync(join(folder, `${name}.field-meta.xml`), xml);
}

function leadOf(index: number, ownerId: string): Record<string, unknown> {
  const created = new Date(FIRST_CREATED + index * MINUTE_MS).toISOString().replace('Z', '+0000');
  const isConverted = index % 5 === 0;
  const status = isConverted
    ? 'Closed - Converted'
    : index % 5 === 1
      ? 'Closed - Not Converted'
      : 'Open - Not Contacted';
  return {
    Id: recordIdOf('00Q', index),
    FirstName: `First${index}`,
    LastName: `Last${index}`,
    Company: index % 7 === 0 ? 'Ärzte & Söhne' : `Company ${index}`,
    Email: `person${index}@mail.example`,
    Status: status,
    IsConverted: isConverted,
    ConvertedDate: isConverted ? '2026-10-01' : null,
    OwnerId: ownerId,
    CreatedDate: created,
    LastModifiedDate: created,
    SystemModstamp: created,
    Age__c: index % 11 === 0 ? null : 18 + (index % 60),
    Job__c: index % 2 === 0 ? 'clerk' : 'teacher',
    Newsletter__c: index % 3 === 0,
  };
}
