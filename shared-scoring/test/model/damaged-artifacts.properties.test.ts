import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ModelError } from '../../src/domain/errors.ts';
import { modelFromJson, modelToJson } from '../../src/model/model-json.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { DEFAULT_STARTER } from '../../src/starter/starter.ts';
import { plantLeads } from '../support/planted-leads.ts';

const { table, labels } = plantLeads(100, 1);
const text = modelToJson(trainModel({ table, labels, seed: 1, starter: DEFAULT_STARTER }));

/** Refused as damaged, or the very model that was written. */
function assertRefusedOrSame(damaged: string): void {
  try {
    assert.equal(modelToJson(modelFromJson(damaged)), text);
  } catch (error) {
    assert.ok(error instanceof ModelError, error instanceof Error ? error.stack : String(error));
    assert.equal(error.code, 'ERR_MODEL_CORRUPT');
    assert.match(
      error.message,
      /^model artifact is (not JSON|damaged: .+); load it from its backup or train/s,
    );
  }
}

interface Place {
  holder: Record<string, unknown>;
  key: string;
}

/** Every value of the artifact with the object or array that holds it. */
function placesIn(holder: Record<string, unknown>): Place[] {
  return Object.keys(holder).flatMap(key => {
    const value = holder[key];
    const isHolder = typeof value === 'object' && value !== null;
    return [{ holder, key }, ...(isHolder ? placesIn(value as Record<string, unknown>) : [])];
  });
}

/** A number too large for a double reads as infinity. */
const HUGE = 'the place of 1e999';
const WRONG = [null, '1', -1, HUGE, { a: 1 }, undefined];

function spell(artifact: unknown): string {
  return JSON.stringify(artifact).replace(JSON.stringify(HUGE), '1e999');
}

describe('modelFromJson of a damaged artifact', () => {
  it('refuses wrong types and absent values under every key', () => {
    const artifact = JSON.parse(text);
    const places = placesIn(artifact);
    const keys = new Set(places.map(({ key }) => key).filter(key => Number.isNaN(Number(key))));
    assert.ok(keys.size > 60);
    for (const key of keys) {
      const { holder } = places.find(place => place.key === key)!;
      const kept = holder[key];
      for (const wrong of WRONG) {
        holder[key] = wrong;
        if (key !== 'formatVersion' || !Number.isInteger(wrong)) assertRefusedOrSame(spell(artifact));
      }
      holder[key] = kept;
    }
  });

  it('refuses wrong types in every list', () => {
    const places = placesIn(JSON.parse(text)).length;
    fc.assert(
      fc.property(fc.nat(places - 1), fc.constantFrom(...WRONG), (at, wrong) => {
        const artifact = JSON.parse(text);
        const { holder, key } = placesIn(artifact)[at];
        if (key === 'formatVersion' && Number.isInteger(wrong)) return;
        holder[key] = wrong;
        assertRefusedOrSame(spell(artifact));
      }),
    );
  });

  it('refuses flipped bits and texts that end early', () => {
    const bytes = Buffer.from(text);
    // The digit of the format's version reads as another version, and is refused as that.
    const version = text.indexOf('"formatVersion":') + '"formatVersion":'.length;
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), fc.boolean(), (at, bit, isCut) => {
        if (at === version && !isCut) return;
        const damaged = Buffer.from(isCut ? bytes.subarray(0, at) : bytes);
        if (!isCut) damaged[at] ^= 1 << bit;
        assertRefusedOrSame(damaged.toString('utf8'));
      }),
      { numRuns: 200 },
    );
  });
});
