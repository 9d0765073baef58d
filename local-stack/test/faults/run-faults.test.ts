import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '../../faults/fault.ts';
import { FAULTS } from '../../faults/kinds/index.ts';
import { describeOutcome, type Outcome, outcomeOf } from '../../faults/outcome.ts';
import { runFaults } from '../../faults/run-fault.ts';
import type { Place } from '../../faults/world/grounds.ts';

const PASSED = { runs: 3, acknowledged: 50, lost: 0, doubled: 0, wrong: 0, passed: true, seconds: 7 };

const run = (...words: string[]) =>
  spawnSync('node', ['local-stack/faults/run-faults.ts', ...words], { encoding: 'utf8' });

describe('npm run faults', () => {
  it('names every fault for --help', () => {
    const { status, stdout } = run('--help');
    assert.equal(status, 0);
    for (const { name, about } of FAULTS) assert.ok(stdout.includes(name) && stdout.includes(about), name);
  });

  for (const words of [['--nope'], ['--only', 'nothing'], ['--seed', 'many']])
    it(`refuses ${words.join(' ')} in one sentence`, () => {
      const { status, stdout, stderr } = run(...words);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^npm run faults: [^\n]+--help\)\n$/);
    });

  it('does nothing again that has passed, and tells of it', () => {
    const directory = mkdtempSync(join(tmpdir(), 'aix-faults-test-'));
    const outcomes = FAULTS.map(({ name }) => ({ ...PASSED, name }));
    const path = join(directory, 'outcomes.jsonl');
    writeFileSync(path, outcomes.map(each => `${JSON.stringify(each)}\n`).join(''));
    const { status, stdout } = run('--into', path, '--json');
    rmSync(directory, { recursive: true });
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(stdout), { faults: outcomes });
  });
});

describe('faults side by side', () => {
  const DONE = { runs: 1, acknowledged: 0, lost: 0, doubled: 0, wrong: 0, findings: [] };
  let told: string[];
  const fault = (name: string, needs: Fault['needs'] = 'embedded'): Fault => ({
    ...{ name, about: name, needs, runs: { short: 1, long: 1 } },
    async run() {
      told.push(name);
      return DONE;
    },
  });
  const place = (needs: Fault['needs'], ready: () => Promise<unknown>): Place => ({
    ground: { kind: 'embedded', ready, openStage: assert.fail, close: async () => undefined },
    server: undefined,
    suits: each => each === needs,
  });
  const slowly = (name: string) => async () => {
    told.push(`${name} begun`);
    await new Promise(setImmediate);
    told.push(`${name} ready`);
  };
  const runAll = async (faults: Fault[], places: Place[], sideBySide = true) => {
    told = [];
    const grounds = { places, missing: undefined, close: async () => undefined };
    const outcomes: Outcome[] = [];
    for await (const outcome of runFaults(faults, { isShort: true, seed: 1, sideBySide }, grounds))
      outcomes.push(outcome);
    return outcomes;
  };

  it('happen once their banks were made, one after the other', async () => {
    const places = [place('embedded', slowly('first')), place('postgresql', slowly('second'))];
    await runAll([fault('a'), fault('b', 'postgresql')], places);
    assert.deepEqual(told, ['first begun', 'first ready', 'second begun', 'second ready', 'a', 'b']);
  });

  it('have no bank made that none of them needs', async () => {
    await runAll([fault('a')], [place('embedded', slowly('first')), place('postgresql', assert.fail)]);
    assert.deepEqual(told, ['first begun', 'first ready', 'a']);
  });

  it('tell themselves of a bank that could not be made', async () => {
    const broken = () => Promise.reject(new Error('no room'));
    const [outcome] = await runAll([fault('a')], [place('embedded', broken)]);
    assert.deepEqual([told, outcome?.name], [['a'], 'a']);
  });

  it('else have each made when it is first used', async () => {
    await runAll([fault('a')], [place('embedded', assert.fail)], false);
    assert.deepEqual(told, ['a']);
  });
});

describe('outcomeOf', () => {
  const { seconds, passed: _, ...counts } = PASSED;
  const verdict = { ...counts, findings: [] };

  it('lets a fault pass that was done and did no harm', () => {
    assert.deepEqual(outcomeOf('one', verdict, seconds), { name: 'one', ...PASSED });
  });

  for (const [what, change] of Object.entries({
    'was not done': { runs: 0 },
    'lost an event': { lost: 1 },
    'told a crossing twice': { doubled: 1 },
    'left something wrong': { wrong: 1 },
    'broke off': { runs: 0, wrong: 1 },
  }))
    it(`lets none pass that ${what}`, () => {
      const outcome = outcomeOf('one', { ...verdict, ...change }, seconds);
      assert.equal(outcome.passed, false);
      assert.match(describeOutcome(outcome), what === 'was not done' ? /^not run / : /^FAILED /);
    });
});

describe('FAULTS', () => {
  it('have a name each, and happen at least once even in the short form', () => {
    assert.equal(new Set(FAULTS.map(({ name }) => name)).size, FAULTS.length);
    for (const { name, runs } of FAULTS) assert.ok(runs.short > 0 && runs.long >= runs.short, name);
  });
});
