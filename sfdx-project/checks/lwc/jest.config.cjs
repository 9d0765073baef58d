const { jestConfig } = require('@salesforce/sfdx-lwc-jest/config');

/** Tests of the components, run in the built project: what is tested is what is packaged. */
module.exports = {
  ...jestConfig,
  moduleFileExtensions: [...jestConfig.moduleFileExtensions, 'json'],
  testMatch: ['**/__tests__/*.test.js'],
  setupFilesAfterEnv: [...jestConfig.setupFilesAfterEnv, require.resolve('./jest-setup.cjs')],
  moduleNameMapper: {
    '^card-fixtures$': require.resolve('./card-fixtures.cjs'),
    '^saved-fields$': require.resolve('./saved-fields.json'),
  },
  // What the checkers bring lies outside of the built project.
  modulePaths: [require('node:path').join(__dirname, '..', 'node_modules')],
};
