import { join, relative } from 'node:path';
import { CodeAnalyzer, CodeAnalyzerConfig, type Violation } from '@salesforce/code-analyzer-core';
import type { Fault } from '../../../local-stack/checks/offline/checker.ts';
import type { Project, SalesforceChecker } from '../project.ts';

const ENGINES = ['pmd', 'sfge', 'regex', 'retirejs', 'eslint'];
/** Salesforce's own labels; no one of them alone finds all that a security review asks about. */
const RULES = ['Security', 'AppExchange', 'Recommended'];
/** 1 is critical, 2 high. */
const WORST_ALLOWED = 3;

/** The engines of Salesforce Code Analyzer: what a security review starts from. */
export const codeAnalyzer: SalesforceChecker = {
  name: 'Code Analyzer',
  isSlow: true,
  needsJava: true,
  check: analyze,
  plants: [
    {
      file: 'force-app/main/default/classes/PlantedInjection.cls',
      spoil: () =>
        [
          'public without sharing class PlantedInjection {',
          '    @AuraEnabled',
          '    public static List<SObject> find(String name) {',
          "        return Database.query('SELECT Id FROM Lead WHERE Name = \\'' + name + '\\'');",
          '    }',
          '}\n',
        ].join('\n'),
      expected: /ApexSOQLInjection/,
    },
  ],
};

async function analyze({ build }: Project): Promise<Fault[]> {
  const analyzer = new CodeAnalyzer(CodeAnalyzerConfig.fromObject({}));
  for (const engine of ENGINES) {
    const plugin = await import(`@salesforce/code-analyzer-${engine}-engine`);
    await analyzer.addEnginePlugin(plugin.createEnginePlugin());
  }
  const workspace = await analyzer.createWorkspace([join(build, 'force-app')]);
  const selection = await analyzer.selectRules(RULES, { workspace });
  const results = await analyzer.run(selection, { workspace });
  return results
    .getViolations()
    .filter(violation => violation.getRule().getSeverityLevel() < WORST_ALLOWED)
    .map(violation => faultOf(violation, build));
}

function faultOf(violation: Violation, build: string): Fault {
  const location = violation.getPrimaryLocation();
  const line = location.getStartLine();
  const rule = `${violation.getRule().getEngineName()}:${violation.getRule().getName()}`;
  return {
    file: relative(build, location.getFile() ?? build),
    ...(line !== undefined && { line }),
    message: `${rule}: ${violation.getMessage().replace(/\s+/g, ' ')}`,
  };
}
