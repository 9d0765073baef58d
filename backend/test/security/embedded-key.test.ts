import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedKey } from '../../src/security/embedded-key.ts';

describe('embeddedKey', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'aix-key-'));
    file = join(directory, 'encryption-key');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('makes a key of 32 bytes and gives the same one ever after', () => {
    const key = embeddedKey(directory);
    assert.equal(key.length, 32);
    assert.deepEqual(embeddedKey(directory), key);
  });

  it('makes another key in another directory', () => {
    const other = mkdtempSync(join(tmpdir(), 'aix-key-'));
    assert.notDeepEqual(embeddedKey(directory), embeddedKey(other));
    rmSync(other, { recursive: true });
  });

  it('lets only the owner read the file', () => {
    embeddedKey(directory);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  for (const [damage, content] of [
    ['is empty', ''],
    ['holds something else', 'not a key'],
    ['is cut short', Buffer.alloc(31, 1).toString('base64')],
  ] as const)
    it(`refuses a file that ${damage}, says where it is, and leaves it as it was`, () => {
      writeFileSync(file, content);
      assert.throws(() => embeddedKey(directory), {
        code: 'ERR_KEY_WRONG',
        message: `${file} holds no 32-byte key; restore it, or begin again with --fresh`,
      });
      assert.equal(readFileSync(file, 'utf8'), content);
    });

  it('leaves nothing behind but the key', () => {
    embeddedKey(directory);
    assert.equal(existsSync(file), true);
    assert.equal(existsSync(`${file}.partial`), false);
  });
});
