import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jobFunctionOf, seniorityOf } from '../../src/features/job-title.ts';

const TITLES = [
  ['CEO', 'executive', 'general management'],
  ['C.E.O. & Co-Founder', 'executive', 'general management'],
  ['Chief Technology Officer', 'executive', 'technology'],
  ['Managing Director', 'executive', 'general management'],
  ['Vice President, Sales', 'director', 'sales'],
  ['SVP Marketing', 'director', 'marketing'],
  ['Head of Procurement', 'director', 'procurement'],
  ['Director of Human Resources', 'director', 'people'],
  ['Assistant to the CEO', 'junior', 'general management'],
  ['Executive Assistant', 'junior', null],
  ['Product Owner', 'staff', 'product'],
  ['Account Executive', 'staff', 'sales'],
  ['Customer Success Manager', 'manager', 'service'],
  ['Engineering Manager', 'manager', 'technology'],
  ['Senior Software Engineer', 'senior', 'technology'],
  ['Data Analyst', 'staff', 'technology'],
  ['Accountant', 'staff', 'finance'],
  ['Marketing Intern', 'junior', 'marketing'],
  ['Registered Nurse', 'staff', 'health'],
  ['Geschäftsführerin', 'executive', 'general management'],
  ['Vertriebsleiter', 'manager', 'sales'],
  ['Leiter Einkauf', 'director', 'procurement'],
  ['Werkstudentin Buchhaltung', 'junior', 'finance'],
  ['Directeur commercial', 'director', 'sales'],
  ['Responsable achats', 'manager', 'procurement'],
  ['Ingénieur logiciel', 'staff', 'technology'],
  ['Directora general', 'executive', 'general management'],
  ['Gerente de ventas', 'manager', 'sales'],
  ['Jefa de recursos humanos', 'manager', 'people'],
] as const;

describe('seniorityOf and jobFunctionOf', () => {
  for (const [title, seniority, jobFunction] of TITLES) {
    it(`read ${title}`, () => {
      assert.deepEqual([seniorityOf(title), jobFunctionOf(title)], [seniority, jobFunction]);
    });
  }

  it('say nothing of titles whose words they do not know', () => {
    for (const title of ['', 'n/a', '12', 'Grand Poobah', '営業部長']) {
      assert.equal(seniorityOf(title), null, title);
      assert.equal(jobFunctionOf(title), null, title);
    }
  });

  it('find words, not parts of words', () => {
    assert.equal(jobFunctionOf('Hairdresser'), null);
    assert.equal(seniorityOf('Ceoxyz'), null);
  });

  it('mind neither case nor punctuation around', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TITLES), fc.constantFrom('', ' ', '- ', '(', '/'), ([title], around) => {
        const other = `${around}${title.toUpperCase()}${around}`;
        assert.equal(seniorityOf(other), seniorityOf(title));
        assert.equal(jobFunctionOf(other), jobFunctionOf(title));
      }),
    );
  });

  it('answer long texts quickly', () => {
    const long = 'vertriebsa '.repeat(20_000);
    assert.equal(seniorityOf(long), null);
    assert.equal(jobFunctionOf(long), 'sales');
  });
});
