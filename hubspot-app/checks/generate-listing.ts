import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './project.ts';
import { dataTables } from './scope-tables.ts';

/** `npm run generate:hubspot-listing`: the listing's tables of scopes and shared data. */
writeFileSync(join(REPOSITORY, 'manifest/hubspot-marketplace/scopes-and-data.md'), dataTables(REPOSITORY));
