import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aix } from './run.ts';

const PROGRAM = fileURLToPath(new URL('../../src/cli/aix.ts', import.meta.url));

describe('aix', () => {
  it('can be run as a program', () => {
    accessSync(PROGRAM, constants.X_OK);
    const { status, stdout } = spawnSync(process.execPath, [PROGRAM, '--help'], { encoding: 'utf8' });
    assert.equal(status, 0);
    assert.match(stdout, /Usage: aix COMMAND/);
  });

  it('lists its commands on --help', async () => {
    const { code, out } = await aix(['--help']);
    assert.equal(code, 0);
    assert.match(out, /evaluate +train and judge/);
  });

  it('shows the same without a command, with exit code 2', async () => {
    const { code, out } = await aix([]);
    assert.equal(code, 2);
    assert.match(out, /Usage/);
  });

  it('refuses an unknown command with exit code 2 and the nearest one', async () => {
    const { code, err } = await aix(['evaluat']);
    assert.equal(code, 2);
    assert.equal(err, 'aix: there is no command "evaluat"; did you mean "evaluate"?\n');
  });

  it('takes no name from the prototype of objects for a command', async () => {
    assert.equal((await aix(['constructor'])).code, 2);
  });
});
