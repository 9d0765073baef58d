import { writeFileSync } from 'node:fs';
import { signalCatalogue } from './signal-catalogue.ts';

/** Writes the catalogue of signals. */
writeFileSync(new URL('../../docs/signals.md', import.meta.url), signalCatalogue());
