import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApexErrorListener, ApexParserFactory } from '@apexdevtools/apex-parser';
import type { Fault } from '../../../local-stack/checks/offline/checker.ts';
import type { Project, SalesforceChecker } from '../project.ts';

/** Apex with the queries in it, by the grammar of apex-parser. Needs no Java. */
export const apexSyntax: SalesforceChecker = {
  name: 'Apex and SOQL syntax',
  check: ({ build }: Project) =>
    globSync('force-app/**/*.{cls,trigger}', { cwd: build }).flatMap(file =>
      syntaxFaults(file, readFileSync(join(build, file), 'utf8')),
    ),
  plants: [
    {
      file: 'force-app/main/default/classes/PlantedQuery.cls',
      spoil: () => 'public with sharing class PlantedQuery {\n    Object leads = [SELECT FROM Lead];\n}\n',
      expected: /PlantedQuery/,
    },
    {
      file: 'force-app/main/default/classes/PlantedSyntax.cls',
      spoil: () => 'public with sharing class PlantedSyntax {\n    Integer count = ;\n}\n',
      expected: /PlantedSyntax/,
    },
  ],
};

class Collector extends ApexErrorListener {
  readonly faults: Fault[] = [];
  readonly #file: string;

  constructor(file: string) {
    super();
    this.#file = file;
  }

  override apexSyntaxError(line: number, _column: number, message: string): void {
    this.faults.push({ file: this.#file, line, message });
  }
}

function syntaxFaults(file: string, text: string): Fault[] {
  const collector = new Collector(file);
  const parser = ApexParserFactory.createParser(text);
  parser.removeErrorListeners();
  parser.addErrorListener(collector);
  if (file.endsWith('.trigger')) parser.triggerUnit();
  else parser.compilationUnit();
  return collector.faults;
}
