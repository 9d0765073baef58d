import assert from 'node:assert/strict';
import { findViolations } from '../../checks/floors.ts';

const problemsOf = (file: string, text: string) =>
  findViolations(new Map([[file, text]])).map(each => each.problem);

describe('floors', () => {
  const forbidden: [rule: string, file: string, text: string][] = [
    [
      'domain looks up to the model',
      'shared-scoring/src/domain/a.ts',
      `import { a } from '../model/model.ts';`,
    ],
    ['math looks up to gbdt', 'shared-scoring/src/math/a.ts', `import { a } from '../gbdt/a.ts';`],
    [
      'the starter looks up to the model',
      'shared-scoring/src/starter/a.ts',
      `import { a } from '../model/model.ts';`,
    ],
    [
      'calibration looks sideways to the starter',
      'shared-scoring/src/calibration/a.ts',
      `import { a } from '../starter/starter.ts';`,
    ],
    [
      'gbdt looks sideways to features',
      'shared-scoring/src/gbdt/a.ts',
      `import { a } from '../features/table.ts';`,
    ],
    [
      'engagement looks sideways to features',
      'shared-scoring/src/engagement/a.ts',
      `import { a } from '../features/table.ts';`,
    ],
    [
      'drift looks sideways to evaluate',
      'shared-scoring/src/drift/a.ts',
      `import { a } from '../evaluate/roc-auc.ts';`,
    ],
    [
      'the model looks up to the card',
      'shared-scoring/src/model/a.ts',
      `export * from '../card/build-card.ts';`,
    ],
    ['the card skips the model', 'shared-scoring/src/card/a.ts', `import type { A } from '../gbdt/a.ts';`],
    ['the library uses Node', 'shared-scoring/src/evaluate/a.ts', `import { readFileSync } from 'node:fs';`],
    ['the library uses a package', 'shared-scoring/src/card/a.ts', `import { z } from 'zod';`],
    ['the library reads the clock', 'shared-scoring/src/card/a.ts', 'const now = new Date();'],
    ['the library reads the clock', 'shared-scoring/src/card/a.ts', 'const now = Date.now();'],
    ['the library draws lots', 'shared-scoring/src/gbdt/a.ts', 'const luck = Math.random();'],
    [
      'the library looks up to the backend',
      'shared-scoring/src/card/a.ts',
      `import { a } from '@aix/backend';`,
    ],
    [
      'records look up to the port',
      'backend/src/connectors/crm-record.ts',
      `import type { CrmConnector } from './crm-connector.ts';`,
    ],
    [
      'access looks sideways to records',
      'backend/src/connectors/crm-access.ts',
      `import type { CrmLead } from './crm-record.ts';`,
    ],
    [
      'a use case knows a CRM',
      'backend/src/use-cases/a.ts',
      `import { a } from '../connectors/hubspot/client.ts';`,
    ],
    ['a use case knows HTTP', 'backend/src/use-cases/a.ts', `import { a } from '../http/app.ts';`],
    ['a use case knows Express', 'backend/src/use-cases/a.ts', `import express from 'express';`],
    [
      'one CRM knows the other',
      'backend/src/connectors/salesforce/a.ts',
      `import { a } from '../hubspot/mapping.ts';`,
    ],
    [
      'one CRM knows the other',
      'backend/src/connectors/hubspot/a.ts',
      `import { a } from '../salesforce/mapping.ts';`,
    ],
    [
      'a connector knows the store',
      'backend/src/connectors/hubspot/a.ts',
      `import { a } from '../../store/leads.ts';`,
    ],
    [
      'the store knows a use case',
      'backend/src/store/a.ts',
      `const a = await import('../use-cases/get-card.ts');`,
    ],
    ['HTTP knows a CRM', 'backend/src/http/a.ts', `import { a } from '../connectors/salesforce/client.ts';`],
    ['security knows the store', 'backend/src/security/a.ts', `import { a } from '../store/leads.ts';`],
    ['jobs reach past the use cases', 'backend/src/jobs/a.ts', `import { a } from '../store/leads.ts';`],
    ['the command line reaches HTTP', 'backend/src/cli/a.ts', `import { a } from '../http/app.ts';`],
    ['config knows the store', 'backend/src/config.ts', `import { a } from './store/leads.ts';`],
    ['another than config reads the environment', 'backend/src/http/a.ts', 'const a = process.env.SECRET;'],
    ['the backend knows the local stack', 'backend/src/main.ts', `import { a } from '@aix/local-stack';`],
    [
      'a stand-in knows the product',
      'local-stack/salesforce/a.ts',
      `import { a } from '@aix/shared-scoring';`,
    ],
    ['a stand-in knows the product', 'local-stack/hubspot/a.ts', `import { a } from '@aix/backend';`],
    ['a stand-in knows the demo', 'local-stack/hubspot/a.ts', `import { a } from '../demo/tenant.ts';`],
    ['the demo knows the backend', 'local-stack/demo/a.ts', `import { a } from '@aix/backend';`],
    [
      'a package is entered by the side',
      'local-stack/main-job/a.ts',
      `import { a } from '@aix/backend/src/main.ts';`,
    ],
    ['a file stands outside the house', 'backend/src/utils/a.ts', 'export const a = 1;'],
  ];
  for (const [rule, file, text] of forbidden)
    it(`catches that ${rule}: ${text}`, () => {
      assert.equal(problemsOf(file, text).length, 1);
    });

  it('lets imports point down', () => {
    assert.deepEqual(problemsOf('backend/src/use-cases/a.ts', `import { a } from '../store/leads.ts';`), []);
    assert.deepEqual(
      problemsOf('shared-scoring/src/card/a.ts', `import { a } from '../model/model.ts';`),
      [],
    );
    assert.deepEqual(
      problemsOf('backend/src/main.ts', `import { a } from './connectors/hubspot/client.ts';`),
      [],
    );
  });

  it('names file and line', () => {
    const text = `import { a } from './b.ts';\n\nimport { c } from '../card/d.ts';`;
    assert.deepEqual(
      findViolations(new Map([['shared-scoring/src/model/a.ts', text]])).map(({ file, line }) => [
        file,
        line,
      ]),
      [['shared-scoring/src/model/a.ts', 3]],
    );
  });
});
