import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer as listen } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openPostgresql } from '@aix/backend';
import type { OwnServer } from '../fault.ts';

const BINARIES = ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin', '/opt/homebrew/opt/postgresql@*/bin'];
const OLDEST_VERSION = 15;
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** Whose processes they are: PostgreSQL refuses to run as root. */
interface Owner {
  uid?: number;
  gid?: number;
}

/**
 * Makes a PostgreSQL server of our own, with fsync on, on a free port of this machine only, and starts it.
 * @returns a sentence that says why there can be none
 */
export async function startOwnServer(): Promise<OwnServer | string> {
  const binaries = findBinaries();
  if (binaries === undefined)
    return `no PostgreSQL ${OLDEST_VERSION} or newer is installed (looked in ${BINARIES.join(', ')})`;
  const owner = findOwner();
  if (owner === undefined) return 'PostgreSQL does not run as root, and there is no user called postgres';
  const [data, port] = [mkdtempSync(join(tmpdir(), 'aix-faults-server-')), await freePort()];
  if (owner.uid !== undefined) chownSync(data, owner.uid, owner.gid!);
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'aix', '-A', 'trust', '-E', 'UTF8', '--locale', 'C'],
    {
      ...owner,
      cwd: data,
      stdio: 'ignore',
    },
  );
  const words = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', data];
  const launch = () => spawn(join(binaries, 'postgres'), words, { ...owner, cwd: data, stdio: 'ignore' });
  const server = createServer(launch, `postgresql://aix@127.0.0.1:${port}/postgres`, data);
  await server.start();
  return server;
}

function createServer(launch: () => ChildProcess, url: string, data: string): OwnServer {
  let postmaster: ChildProcess | undefined;
  const ended = async () => {
    const ending = postmaster;
    postmaster = undefined;
    if (ending && ending.exitCode === null && ending.signalCode === null) await once(ending, 'exit');
  };
  return {
    url,
    async kill() {
      const pids = postmaster === undefined ? [] : [postmaster.pid!, ...childrenOf(postmaster.pid!)];
      for (const pid of pids) killQuietly(pid);
      await ended();
    },
    async stop() {
      // "Fast": clients are cut off, transactions under way are rolled back.
      postmaster?.kill('SIGINT');
      await ended();
    },
    async remove() {
      postmaster?.kill('SIGINT');
      await ended();
      rmSync(data, { recursive: true });
    },
    async start() {
      const deadline = performance.now() + PATIENCE_MS;
      for (;;) {
        // After a kill it refuses to start until the last of the old processes has gone.
        if (postmaster === undefined || postmaster.exitCode !== null) postmaster = launch();
        const isUp = await openPostgresql(url).then(
          async database => database.close().then(() => true),
          () => false,
        );
        if (isUp) return;
        if (performance.now() > deadline) throw new Error('our PostgreSQL server does not start');
        await pause(LOOK_EVERY_MS);
      }
    },
  };
}

function findBinaries(): string | undefined {
  const found = BINARIES.flatMap(pattern => globSync(join(pattern, 'initdb'))).map(path =>
    path.replace(/\/initdb$/, ''),
  );
  return found
    .filter(path => Number(/(\d+)/.exec(path)?.[1]) >= OLDEST_VERSION)
    .sort()
    .at(-1);
}

function findOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(each => each.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function childrenOf(pid: number): number[] {
  const text = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}

/** A child may have ended since it was listed. */
function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function freePort(): Promise<number> {
  const server = listen().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
