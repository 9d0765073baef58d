import assert from 'node:assert/strict';
import { inferKind, parseBoolean } from '../../src/features/infer-kind.ts';

/** The kind of a column whose rows hold these texts. */
function kindOf(name: string, texts: readonly string[]) {
  const levels = [...new Set(texts)];
  return inferKind({
    name,
    levels,
    counts: levels.map(level => texts.filter(text => text === level).length),
  });
}
const rows = (text: (row: number) => string, count = 60) =>
  Array.from({ length: count }, (_, row) => text(row));
const pick = (row: number, ...texts: string[]) => texts[row % texts.length];

describe('inferKind', () => {
  it('knows numbers, categories, booleans and dates by their texts', () => {
    assert.equal(kindOf('x', ['1', '-2.5', '3e2']), 'number');
    assert.equal(kindOf('x', []), 'number');
    assert.equal(kindOf('x', ['1', 'many']), 'category');
    assert.equal(kindOf('x', ['Yes', 'no']), 'boolean');
    assert.equal(kindOf('x', ['TRUE']), 'boolean');
    assert.equal(kindOf('x', ['2026-01-31', '2026-02-01 10:00']), 'date');
    assert.equal(kindOf('x', ['31/01/2026', '0000-00-00']), 'date');
  });

  it('does not take for booleans or dates what only resembles them', () => {
    assert.equal(kindOf('x', ['yes', 'false']), 'category');
    assert.equal(kindOf('x', ['yes', 'no', 'unknown']), 'category');
    assert.equal(kindOf('x', ['2026-01-31', 'soon']), 'category');
    assert.equal(kindOf('x', ['0000-00-00']), 'category');
    assert.equal(kindOf('x', ['20260131']), 'number');
  });

  it('knows e-mail by its texts, a few odd ones forgiven', () => {
    const mails = rows(row => (row % 20 === 0 ? 'none' : `lead${row}@acme.example`));
    assert.equal(kindOf('Contact', mails), 'email');
  });

  it('knows phones and job titles by texts and name together', () => {
    const phones = rows(row => `+49 30 ${String(100_000 + row)}`);
    assert.equal(kindOf('Mobile Phone', phones), 'phone');
    assert.equal(
      kindOf(
        'Phone',
        rows(row => `5551234${100 + row}`),
      ),
      'phone',
    );
    assert.notEqual(kindOf('Reference', phones), 'phone');
    assert.equal(
      kindOf(
        'phone_calls',
        rows(row => String(row)),
      ),
      'number',
    );
    const titles = rows(row => `${pick(row, 'Head of', 'Junior', 'Senior')} Sales ${row % 25}`, 75);
    assert.equal(kindOf('Job Title', titles), 'title');
    assert.notEqual(kindOf('Source', titles), 'title');
  });

  it('leaves a short list of jobs a category', () => {
    const jobs = rows(row => pick(row, 'management', 'technician', 'services', 'student'));
    assert.equal(kindOf('job', jobs), 'category');
  });

  it('takes nearly distinct texts for text, address or identifier', () => {
    const notes = rows(row => `please call me back on day ${row}`);
    assert.equal(kindOf('Notes', notes), 'text');
    assert.equal(
      kindOf(
        'Street',
        rows(row => `Main Road ${row}`),
      ),
      'address',
    );
    assert.equal(
      kindOf(
        'Prospect',
        rows(row => `a81f-${row}`),
      ),
      'identifier',
    );
    assert.equal(
      kindOf(
        'Lead Number',
        rows(row => String(660_000 + row)),
      ),
      'identifier',
    );
    assert.equal(
      kindOf(
        'LeadId',
        rows(row => String(660_000 + row)),
      ),
      'identifier',
    );
  });

  it('leaves distinct numbers of no such name, and columns with levels of many rows, as they are', () => {
    assert.equal(
      kindOf(
        'Salary',
        rows(row => String(660_000 + row)),
      ),
      'number',
    );
    assert.equal(
      kindOf(
        'grid',
        rows(row => String(row)),
      ),
      'number',
    );
    const owners = rows(row => (row < 20 ? 'Ada Lovelace' : `Owner ${row}`));
    assert.equal(kindOf('Owner', owners), 'category');
  });

  it('draws no conclusion about words from few rows', () => {
    assert.equal(
      kindOf(
        'Prospect',
        rows(row => `a81f-${row}`, 20),
      ),
      'category',
    );
    assert.equal(
      kindOf(
        'Lead Number',
        rows(row => String(row), 20),
      ),
      'number',
    );
  });
});

describe('parseBoolean', () => {
  it('reads the words of its pairs and nothing else', () => {
    assert.deepEqual(['YES', 'f', 'maybe', ''].map(parseBoolean), [true, false, null, null]);
  });
});
