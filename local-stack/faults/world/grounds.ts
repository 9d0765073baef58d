import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, OwnServer } from '../fault.ts';
import { createEmbeddedGround, createPostgresqlGround, type Ground } from './ground.ts';
import { startOwnServer } from './own-server.ts';

/** Where a fault can happen. */
export interface Place {
  ground: Ground;
  server: OwnServer | undefined;
}

/** The databases of one run; each is made when it is first needed. */
export interface Grounds {
  /** A sentence that says why there is no such place. */
  find(needs: Fault['needs']): Promise<Place | string>;
  close(): Promise<void>;
}

/** @param databaseUrl a PostgreSQL server that must be left as it was */
export function createGrounds(directory: string, databaseUrl: string | undefined): Grounds {
  const within = (name: string) => {
    const path = join(directory, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const embedded = once(() => createEmbeddedGround(within('embedded')));
  const given = once(() => createPostgresqlGround(within('postgresql'), databaseUrl!));
  const own = once(async (): Promise<Required<Place> | string> => {
    const server = await startOwnServer();
    if (typeof server === 'string') return server;
    return { server, ground: createPostgresqlGround(within('own-postgresql'), server.url) };
  });
  return {
    async find(needs) {
      if (needs === 'own-postgresql') return own.get();
      if (needs === 'embedded' || (needs === 'any' && databaseUrl === undefined))
        return { ground: embedded.get(), server: undefined };
      return databaseUrl === undefined ? own.get() : { ground: given.get(), server: undefined };
    },
    async close() {
      if (given.isMade()) await given.get().close();
      const place = own.isMade() ? await own.get() : '';
      if (typeof place !== 'string') await place.server?.remove();
    },
  };
}

/** Makes something when it is first asked for. */
function once<T>(make: () => T): { get(): T; isMade(): boolean } {
  let made: { value: T } | undefined;
  return {
    get() {
      made ??= { value: make() };
      return made.value;
    },
    isMade: () => made !== undefined,
  };
}
