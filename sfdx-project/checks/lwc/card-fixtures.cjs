const { globSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const FOLDER = join(__dirname, '..', '..', '..', 'shared-scoring', 'src', 'card', 'fixtures');

/** Every card that the service can answer, by its name (`en/scored`): the same files that hold the service to its words. */
module.exports = Object.fromEntries(
  globSync('*/*.json', { cwd: FOLDER })
    .sort()
    .map(name => [name.replace(/\.json$/, ''), JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))]),
);
