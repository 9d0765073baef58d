import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCORE_FIELDS } from '@aix/shared-scoring';
import { withNamespace } from '../../../sfdx-project/scripts/namespace.ts';
import { scoreFieldName } from '../../src/connectors/salesforce/field-name.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

describe('the Salesforce package', () => {
  it('has a field, a permission and a manifest entry for every score field, and none else', () => {
    const script = join(ROOT, 'sfdx-project', 'scripts', 'generate-package.ts');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
});

describe('withNamespace', () => {
  const templates = join(ROOT, 'sfdx-project', 'unpackaged', 'flows');
  const flows = globSync('*.xml', { cwd: templates }).map(name =>
    readFileSync(join(templates, name), 'utf8'),
  );

  it('names every part of the package as subscribers see it, once, and leaves the org’s own names alone', () => {
    assert.ok(flows.length > 0);
    for (const flow of flows) {
      const named = withNamespace(flow, 'ns');
      assert.equal(named.replaceAll('ns__AIX_', 'AIX_'), flow);
      assert.doesNotMatch(named, /(?<!ns__)AIX_\w+__c/);
      assert.doesNotMatch(named, /ns__\w+<\/(flowName|label)>/);
    }
  });

  it('names Apex actions, not the platform’s', () => {
    const action = (name: string, type: string) =>
      `<actionName>${name}</actionName>\n<actionType>${type}</actionType>`;
    assert.equal(withNamespace(action('GetScoreAction', 'apex'), 'ns'), action('ns__GetScoreAction', 'apex'));
    const platforms = action('customNotificationAction', 'customNotificationAction');
    assert.equal(withNamespace(platforms, 'ns'), platforms);
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
