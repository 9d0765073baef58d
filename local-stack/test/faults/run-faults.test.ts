import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS } from '../../faults/kinds/index.ts';
import { describeOutcome, outcomeOf } from '../../faults/outcome.ts';

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
