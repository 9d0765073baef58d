import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ModelError } from '../../src/domain/errors.ts';
import { LIBRARY_VERSION } from '../../src/model/model.ts';
import { modelFromJson, modelToJson } from '../../src/model/model-json.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { plantLeads } from '../support/planted-leads.ts';

const { table, labels } = plantLeads(600, 1);
const text = modelToJson(trainModel({ table, labels, seed: 1, facts: { b: 1, a: 2 } }));

function refusalOf(damaged: string): ModelError {
  try {
    modelFromJson(damaged);
  } catch (error) {
    assert.ok(error instanceof ModelError, String(error));
    return error;
  }
  return assert.fail('the artifact was accepted');
}

/** The same value with all keys in the opposite order, as a database might return it. */
function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reverseKeys(part)]),
  );
}

describe('modelToJson', () => {
  it('gives the same bytes for the same leads and seed', () => {
    assert.equal(modelToJson(trainModel({ table, labels, seed: 1, facts: { a: 2, b: 1 } })), text);
  });

  it('gives other bytes for another seed', () => {
    assert.notEqual(modelToJson(trainModel({ table, labels, seed: 2, facts: { a: 2, b: 1 } })), text);
  });

  it('carries the version of this library', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    assert.equal(LIBRARY_VERSION, version);
    assert.equal(modelFromJson(text).facts.libraryVersion, version);
  });
});

describe('modelFromJson', () => {
  it('reads what was written, whatever the order of keys', () => {
    assert.equal(modelToJson(modelFromJson(JSON.stringify(reverseKeys(JSON.parse(text)), null, 2))), text);
  });

  it('refuses what is no artifact, saying what it found', () => {
    assert.match(refusalOf('{"format":').message, /is not JSON/);
    assert.match(refusalOf('null').message, /it is null, not an object/);
    assert.match(refusalOf('{"format":"onnx"}').message, /its format is "onnx"/);
    assert.equal(refusalOf('[]').code, 'ERR_MODEL_CORRUPT');
  });

  it('refuses an artifact in which one digit has changed', () => {
    const damaged = text.replace(/"slope":(\d\.\d)\d/, '"slope":$19');
    const changed = damaged === text ? text.replace(/"slope":(\d\.\d)\d/, '"slope":$18') : damaged;
    const { code, message } = refusalOf(changed);
    assert.equal(code, 'ERR_MODEL_CORRUPT');
    assert.match(message, /its checksum is "[0-9a-f]{16}", its content gives "[0-9a-f]{16}"/);
  });

  it('refuses an artifact of which the end is missing', () => {
    assert.equal(refusalOf(text.slice(0, -100)).code, 'ERR_MODEL_CORRUPT');
  });

  it('refuses another version of the format as a mismatch, not as damage', () => {
    const { code, message } = refusalOf(JSON.stringify({ ...JSON.parse(text), formatVersion: 99 }));
    assert.equal(code, 'ERR_MODEL_SCHEMA_MISMATCH');
    assert.match(message, /has format version 99, this library reads version 3/);
  });
});
