import fc from 'fast-check';

/**
 * Loaded before the tests: properties draw the same cases in every run, so that a change alone can turn them red.
 * AIX_TEST_SEED draws others, to look for what these miss.
 */
fc.configureGlobal({ seed: Number(process.env.AIX_TEST_SEED ?? 20_261_122) });
