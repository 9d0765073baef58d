import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, OwnServer } from '../fault.ts';
import { createEmbeddedGround, createPostgresqlGround, type Ground } from './ground.ts';
import { startOwnServer } from './own-server.ts';

/** Where faults can happen, one at a time. */
export interface Place {
  ground: Ground;
  server: OwnServer | undefined;
  suits(needs: Fault['needs']): boolean;
}

/** The databases of one run. */
export interface Grounds {
  places: readonly Place[];
  /** A sentence that says why there is no place for some faults; undefined where there is one for each. */
  missing: string | undefined;
  close(): Promise<void>;
}

/**
 * Makes the places that these faults need; each gets its bank when it is first used.
 * @param databaseUrl a PostgreSQL server that must be left as it was
 */
export async function createGrounds(
  directory: string,
  databaseUrl: string | undefined,
  faults: readonly Fault[],
): Promise<Grounds> {
  const within = (name: string) => {
    const path = join(directory, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const needsOwn = ({ needs }: Fault) =>
    needs === 'own-postgresql' || (needs === 'postgresql' && databaseUrl === undefined);
  const own = faults.some(needsOwn) ? await startOwnServer() : undefined;
  const server = typeof own === 'string' ? undefined : own;
  const isAny = databaseUrl === undefined ? ['any'] : [];
  const place = (ground: Ground, suited: readonly string[], ownServer?: OwnServer): Place => ({
    ground,
    server: ownServer,
    suits: needs => suited.includes(needs),
  });
  const places = [place(createEmbeddedGround(within('embedded')), ['embedded', ...isAny])];
  if (databaseUrl !== undefined)
    places.push(place(createPostgresqlGround(within('postgresql'), databaseUrl), ['postgresql', 'any']));
  if (server !== undefined) {
    const ground = createPostgresqlGround(within('own-postgresql'), server.url);
    places.push(
      place(ground, ['own-postgresql', ...(isAny.length > 0 ? ['postgresql', 'any'] : [])], server),
    );
  }
  return {
    places,
    missing: typeof own === 'string' ? own : undefined,
    async close() {
      for (const { ground } of places) await ground.close();
      await server?.remove();
    },
  };
}
