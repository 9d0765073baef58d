import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, SetupError } from '@aix/shared-scoring';
import { XMLValidator } from 'fast-xml-parser';
import { BANK_FIELDS } from '../../demo/bank-fields.ts';
import { createDemoOrgs } from '../../demo/create-demo-orgs.ts';
import { objectTypeNamed } from '../../hubspot/objects/object-type.ts';
import { openPortal } from '../../hubspot/portal/portal.ts';
import { openOrg } from '../../salesforce/org.ts';
import {
  type ContactRecord,
  createTemporaryDemo,
  demoRequest,
  hashOf,
  type LeadRecord,
  NOW,
  SEED,
  type TemporaryDemo,
} from './demo-fixture.ts';

describe('createDemoOrgs', () => {
  let demo: TemporaryDemo;

  before(async () => {
    demo = await createTemporaryDemo();
  });
  after(() => demo.remove());

  it('makes the same bytes of the same seed, time and lead count', async () => {
    const again = await createTemporaryDemo();
    const other = await createTemporaryDemo({ seed: SEED + 1 });
    assert.equal(hashOf(again.directory), hashOf(demo.directory));
    assert.notEqual(hashOf(other.directory), hashOf(demo.directory));
    again.remove();
    other.remove();
  });

  it('leaves a demo that is there as it is, with what the CRMs have changed since', async () => {
    const journal = join(demo.salesforce, 'journal.jsonl');
    writeFileSync(journal, '');
    const later = new Date(NOW.getTime() + 86_400_000);
    const found = await createDemoOrgs(demoRequest({ directory: demo.directory, now: later }));
    assert.equal(found.created, false);
    assert.deepEqual(found.now, NOW);
    assert.ok(existsSync(journal));
  });

  it('begins again when asked to, and when it was stopped halfway', async () => {
    const journal = join(demo.hubspot, 'journal.jsonl');
    const manifest = join(demo.directory, 'demo.json');
    const request = demoRequest({ directory: demo.directory });
    for (const interrupt of [
      () => createDemoOrgs({ ...request, fresh: true }),
      () => {
        rmSync(manifest);
        return createDemoOrgs(request);
      },
    ]) {
      writeFileSync(journal, '');
      assert.equal((await interrupt()).created, true);
      assert.equal(existsSync(journal), false);
      assert.equal(readLineCount(join(demo.salesforce, 'records', 'Lead.jsonl')), demo.leads.length);
    }
  });

  it('refuses to go on with a demo of another seed or size', async () => {
    for (const change of [{ seed: SEED + 1 }, { leadCount: 1000 }]) {
      await assert.rejects(
        createDemoOrgs(demoRequest({ directory: demo.directory, ...change })),
        (error: unknown) =>
          error instanceof SetupError && /found 2000 leads of seed 7 .* --fresh/.test(error.message),
      );
    }
  });

  it('says which file it cannot read, and takes the halfway demo for none', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'demo-'));
    const leadsFile = join(directory, 'leads.csv.gz');
    writeFileSync(leadsFile, 'not gzip');
    await assert.rejects(
      createDemoOrgs(demoRequest({ directory, leadsFile })),
      (error: unknown) => error instanceof InputError && error.message.includes(leadsFile),
    );
    assert.equal((await createDemoOrgs(demoRequest({ directory }))).created, true);
    rmSync(directory, { recursive: true });
  });

  it('gives the org its fields as well-formed metadata that the stand-in reads', () => {
    const folder = join(demo.salesforce, 'metadata', 'objects', 'Lead', 'fields');
    const files = readdirSync(folder);
    assert.equal(files.length, BANK_FIELDS.length);
    for (const file of files)
      assert.equal(XMLValidator.validate(readFileSync(join(folder, file), 'utf8')), true);
    const known = openOrg(demo.salesforce).objectType('Lead').fieldsByName;
    for (const name of Object.keys(demo.leads[0]!)) assert.ok(known.has(name.toLowerCase()), name);
    assert.deepEqual(
      BANK_FIELDS.map(({ salesforce }) => known.get(salesforce.toLowerCase())?.type),
      BANK_FIELDS.map(({ kind }) => (kind === 'number' ? 'double' : 'picklist')),
    );
  });

  it('gives the portal its properties, which the stand-in reads', () => {
    const portal = openPortal(demo.hubspot);
    const contacts = portal.table(objectTypeNamed('contacts'));
    for (const name of Object.keys(demo.contacts[0]!.properties))
      assert.ok(contacts.properties.has(name), name);
    assert.equal(contacts.ids.length, demo.contacts.length);
    portal.close();
  });

  it('makes the whole tenant: 41,188 leads, 8,238 of them open', async () => {
    const started = performance.now();
    const whole = await createTemporaryDemo({ leadCount: 41_188 });
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(`      whole demo tenant made and read back in ${seconds.toFixed(1)} s\n`);
    assert.equal(countLeads(whole.leads, whole.contacts), 41_188);
    assert.equal(
      countLeads(
        whole.leads.filter(({ Status }) => Status === 'Open - Not Contacted'),
        whole.contacts.filter(({ properties }) => properties.hs_lead_status === 'OPEN'),
      ),
      8238,
    );
    whole.remove();
  });
});

/** People by address; a record without one is a person of its own. */
function countLeads(leads: readonly LeadRecord[], contacts: readonly ContactRecord[]): number {
  const emails = [...leads.map(({ Email }) => Email), ...contacts.map(({ properties }) => properties.email)];
  const known = emails.filter(email => email !== null).map(email => String(email).toLowerCase());
  return new Set(known).size + emails.length - known.length;
}

function readLineCount(path: string): number {
  return readFileSync(path, 'utf8').split('\n').length - 1;
}
