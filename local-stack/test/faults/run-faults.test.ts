import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { FAULTS } from '../../faults/kinds/index.ts';

const run = (...words: string[]) =>
  spawnSync('node', ['local-stack/faults/run-faults.ts', ...words], { encoding: 'utf8' });

describe('npm run faults', function () {
  this.timeout(30_000);

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
});

describe('FAULTS', () => {
  it('have a name each, and happen at least once even in the short form', () => {
    assert.equal(new Set(FAULTS.map(({ name }) => name)).size, FAULTS.length);
    for (const { name, runs } of FAULTS) assert.ok(runs.short > 0 && runs.long >= runs.short, name);
  });
});
