import assert from 'node:assert/strict';
import { SCORE_FIELDS, type ScoreField } from '../../src/card/score-fields.ts';

const FIELDS: readonly ScoreField[] = SCORE_FIELDS;

/** Salesforce's limits; HubSpot documents none, so what fits here is short enough there. */
const LONGEST_LABEL = 40;
const LONGEST_INLINE_HELP = 510;
const LONGEST_TEXT_FIELD = 255;

describe('SCORE_FIELDS', () => {
  it('has distinct keys in snake_case and distinct labels that name the product', () => {
    assert.equal(new Set(FIELDS.map(({ key }) => key)).size, FIELDS.length);
    assert.equal(new Set(FIELDS.map(({ label }) => label)).size, FIELDS.length);
    for (const { key, label } of FIELDS) {
      assert.match(key, /^[a-z]+(_[a-z0-9]+)*$/);
      assert.match(label, /^AIX /);
    }
  });

  it('is the list that admins are promised', () => {
    const promised =
      'score band cell fit engagement probability low high horizon_days trend_7d reason_1 reason_2 reason_3 detractor_1 detractor_2 ' +
      'next_action next_action_due evidence status_code model_version scored_at receipt_id override_band override_until crossing_token';
    assert.deepEqual(FIELDS.map(({ key }) => key).join(' '), promised);
  });

  for (const { key, label, help, length, kind, choices, scale } of FIELDS) {
    it(`fits both CRMs with ${key}`, () => {
      assert.ok(label.length <= LONGEST_LABEL, label);
      assert.ok(help.length <= LONGEST_INLINE_HELP && help.length > 0, help);
      assert.equal(length !== undefined, kind === 'text');
      assert.ok((length ?? 1) <= LONGEST_TEXT_FIELD);
      assert.equal(choices !== undefined, kind === 'choice');
      assert.equal(new Set(choices).size, choices?.length ?? 0);
      assert.equal(scale !== undefined, kind === 'number');
    });
  }

  it('has help without a full stop at its end, as both CRMs show it beside the field', () => {
    assert.deepEqual(
      FIELDS.filter(({ help }) => help.endsWith('.')),
      [],
    );
  });
});
