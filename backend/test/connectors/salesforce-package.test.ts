import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SCORE_FIELDS } from '@aix/shared-scoring';
import { scoreFieldName } from '../../src/connectors/salesforce/field-name.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

describe('the Salesforce package', () => {
  it('has a field, a permission and a manifest entry for every score field, and none else', () => {
    const script = join(ROOT, 'sfdx-project', 'scripts', 'generate-package.ts');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
});

describe('scoreFieldName', () => {
  it('makes API names from keys, under the namespace as seen from outside of the package', () => {
    assert.equal(scoreFieldName('horizon_days', ''), 'AIX_Horizon_Days__c');
    assert.equal(scoreFieldName('trend_7d', ''), 'AIX_Trend_7d__c');
    assert.equal(scoreFieldName('reason_1', 'ns'), 'ns__AIX_Reason_1__c');
  });

  it('stays within the platform’s 40 characters and apart for every field', () => {
    const names = SCORE_FIELDS.map(({ key }) => scoreFieldName(key, ''));
    assert.equal(new Set(names).size, SCORE_FIELDS.length);
    assert.ok(names.every(name => name.replace(/__c$/, '').length <= 40));
  });
});
