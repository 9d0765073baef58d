import { type FileHandle, open } from 'node:fs/promises';

/** A text file that grows by lines, never more than a block of them in memory. */
export interface LineFile {
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

const BLOCK_CHARACTERS = 256 * 1024;

/** Creates the file, or empties it. */
export async function createLineFile(path: string): Promise<LineFile> {
  const file: FileHandle = await open(path, 'w');
  let block: string[] = [];
  let characters = 0;
  const flush = async () => {
    const text = block.join('');
    block = [];
    characters = 0;
    await file.writeFile(text);
  };
  return {
    async append(line) {
      block.push(line, '\n');
      characters += line.length + 1;
      if (characters >= BLOCK_CHARACTERS) await flush();
    },
    async close() {
      await flush();
      await file.close();
    },
  };
}
