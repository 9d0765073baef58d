import { mkdirSync, writeFileSync } from 'node:fs';
import { buildTracker } from './build-tracker.ts';

/** Writes the tracker that the service serves. */
const folder = new URL('../tracker/generated/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('tracker.js', folder), await buildTracker());
