import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackage, recordIdOf, startSalesforceStandIn } from '../../salesforce/index.ts';
import { isRecordId, toLongId } from '../../salesforce/record-id.ts';
import { createRestClient } from './rest-client.ts';
import { addField, createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

describe('the Salesforce stand-in’s org', () => {
  let org: TemporaryOrg;
  beforeEach(() => {
    org = createTemporaryOrg({ leadCount: 1 });
  });
  afterEach(() => org.remove());

  it('installs a package’s fields, under its namespace, as often as one likes', async () => {
    const source = makePackage();
    const install = () => installPackage(org.directory, source, { namespace: 'acme' });
    assert.deepEqual(install(), ['Lead.acme__Colour__c']);
    assert.deepEqual(install(), ['Lead.acme__Colour__c']);
    const standIn = await startSalesforceStandIn({ directory: org.directory });
    const client = await createRestClient(standIn, org);
    const { body } = await client.send('GET', '/sobjects/Lead/describe');
    const { fields } = body as {
      fields: { name: string; type: string; length: number; inlineHelpText: string }[];
    };
    const field = fields.find(({ name }) => name === 'acme__Colour__c');
    assert.deepEqual([field?.type, field?.length, field?.inlineHelpText], ['string', 12, 'Which & why']);
    await standIn.close();
    rmSync(source, { recursive: true });
  });

  it('says which file is no package, no org or no field', async () => {
    assert.throws(() => installPackage(org.directory, tmpdir()), /holds no force-app/);
    await assert.rejects(startSalesforceStandIn({ directory: tmpdir() }), /org\.json is missing/);
    addField(org.directory, 'Odd__c', '<type>Hologram</type>');
    const message = /Odd__c\.field-meta\.xml has the field type Hologram/;
    await assert.rejects(startSalesforceStandIn({ directory: org.directory }), message);
    writeFileSync(join(org.directory, 'org.json'), '{"organizationId":"00D1"}');
    await assert.rejects(startSalesforceStandIn({ directory: org.directory }), /must be an 18-character id/);
  });

  it('makes the platform’s 18-character ids', () => {
    assert.equal(toLongId('001D000000INjVe'), '001D000000INjVeIAL');
    assert.ok(isRecordId(recordIdOf('00Q', 123_456)));
    assert.ok(!isRecordId('001D000000INjVeIAM'));
  });

  it('knows nothing of the product that is tried on it', () => {
    const source = join(import.meta.dirname, '..', '..', 'salesforce');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.ts'),
    );
    assert.ok(files.length > 20);
    for (const file of files) {
      const text = readFileSync(join(source, file), 'utf8');
      assert.doesNotMatch(text, /\baix|lead.?scor|propensity|shared-scoring|@aix\/backend/i, file);
    }
  });
});

function makePackage(): string {
  const source = mkdtempSync(join(tmpdir(), 'salesforce-package-'));
  const fields = join(source, 'force-app', 'main', 'default', 'objects', 'Lead', 'fields');
  mkdirSync(fields, { recursive: true });
  const xml =
    '<CustomField><fullName>Colour__c</fullName><inlineHelpText>Which &amp; why</inlineHelpText><label>Colour</label><length>12</length><type>Text</type></CustomField>';
  writeFileSync(join(fields, 'Colour__c.field-meta.xml'), xml);
  return source;
}
