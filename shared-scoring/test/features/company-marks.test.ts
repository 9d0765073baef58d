import assert from 'node:assert/strict';
import { companyMarks } from '../../src/features/company-marks.ts';

describe('companyMarks', () => {
  it('knows a company by the domain of a business address and by its name', () => {
    assert.deepEqual(companyMarks({ email: ' Ada@ACME.example ', company: ' Acme ' }), {
      domain: 'acme.example',
      name: 'Acme',
    });
  });

  it('takes no provider of free or throw-away addresses for a company, nor what is no address', () => {
    for (const email of ['ada@gmail.com', 'ada@yahoo.co.uk', 'ada@mailinator.com', 'ada', null])
      assert.equal(companyMarks({ email, company: null }).domain, null);
  });

  it('takes no word for a name that people enter who have none', () => {
    for (const company of ['', ' ', '-', '???', '[not provided]', 'N/A', 'Privat', 'self-employed', null])
      assert.equal(companyMarks({ email: null, company }).name, null);
    for (const company of ['3M', 'Ö', '株式会社'])
      assert.equal(companyMarks({ email: null, company }).name, company);
  });
});
