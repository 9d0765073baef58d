import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { FieldDefinition, FieldValues, ScoredCard } from '@aix/shared-scoring';
import { type Lead, saveLeads } from '../../src/store/leads.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { getCard } from '../../src/use-cases/get-card.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { scoreLeads } from '../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import { type Bank, pastLeads } from '../support/bank.ts';
import { makeTenant } from '../support/make.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

const PAST_LEADS = 600;

describe(`tenants with odd fields on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  const setFields = (...fields: FieldDefinition[]) =>
    saveTenant(bank.context.database, { ...makeTenant(bank.tenantId), fields });
  const savePast = (fieldsOf: (lead: Lead, at: number) => FieldValues) => {
    const past = pastLeads(PAST_LEADS, bank.context.now().getTime());
    const leads = past.map((lead, at) => ({ ...lead, leadId: randomUUID(), fields: fieldsOf(lead, at) }));
    return bank.inTenant(tenant => saveLeads(tenant, leads, bank.context.now()));
  };
  const train = () => trainTenantModel(bank.context, bank.tenantId);
  const scoreOne = async (fields: FieldValues) => {
    bank.crms.salesforce.put('1', { fields });
    await importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
    bank.passSeconds(1);
    await scoreLeads(bank.context, bank.tenantId);
    const { connectionId } = await bank.connection('salesforce');
    const request = { connectionId, objectType: 'Lead', objectId: '1' };
    return getCard(bank.context, bank.tenantId, request, { locale: 'en' });
  };
  const converted = (lead: Lead) => lead.outcome.kind === 'converted';

  it('say names, labels and words of any script as their admins wrote them', async () => {
    const name = 'größe_日本_🏦';
    await setFields({ name, label: 'Größe “日本” 🏦', kind: 'category' });
    await savePast((lead, at) => ({ [name]: converted(lead) || at % 7 === 0 ? 'très—grand 🚀' : 'صغير' }));
    assert.equal((await train()).status, 'released');
    const card = (await scoreOne({ [name]: 'très—grand 🚀' })) as ScoredCard;
    assert.match(card.why.up[0]!.text, /^Größe “日本” 🏦: “très—grand 🚀” \(\+\d+\)/);
  });

  it('learn nothing from a field with a value of its own for each lead', async () => {
    await setFields({ name: 'code', label: 'Code', kind: 'category' });
    await savePast((_, at) => ({ code: `c${at}` }));
    await train();
    assert.equal((await scoreOne({ code: 'c1' })).state, 'too_little');
  });

  it('score with what a model knows when fields come and go after its training', async () => {
    await setFields(
      { name: 'age', label: 'Age', kind: 'number' },
      { name: 'job', label: 'Job', kind: 'category' },
    );
    await savePast(lead => lead.fields);
    await train();
    await setFields(
      { name: 'size', label: 'Size', kind: 'number' },
      { name: 'age', label: 'Age', kind: 'number' },
    );
    assert.equal((await scoreOne({ age: 55, size: 9 })).state, 'scored');
  });

  it('read as missing what has become of another kind since the training', async () => {
    await setFields({ name: 'age', label: 'Age', kind: 'number' });
    await savePast(({ fields }) => ({ age: fields.age ?? null }));
    await train();
    await setFields({ name: 'age', label: 'Age', kind: 'category' });
    const card = (await scoreOne({ age: 'fifty' })) as ScoredCard;
    assert.equal(card.state, 'scored');
  });
});
