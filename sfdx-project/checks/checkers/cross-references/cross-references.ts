import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../../../local-stack/checks/offline/checker.ts';
import type { Project, SalesforceChecker } from '../../project.ts';
import { apexFaults } from './apex-classes.ts';
import { componentFaults } from './component-imports.ts';
import { layoutAndReportFaults } from './layouts-and-reports.ts';
import { elementTexts, indexPackage, type PackageIndex, textsOf } from './package-index.ts';
import { permissionFaults } from './permissions.ts';

const MAIN = 'force-app/main/default';

/** What no tool of the platform looks at offline: that all parts of the package that name each other exist. */
export const crossReferences: SalesforceChecker = {
  name: 'Cross-references',
  check: ({ build }: Project) => {
    const index = indexPackage(build);
    return [
      ...componentFaults(index),
      ...permissionFaults(index),
      ...apexFaults(index, build),
      ...translationFaults(index),
      ...unusedLabels(index),
      ...problemFaults(index),
      ...languageFaults(index),
      ...pageFaults(index),
      ...layoutAndReportFaults(index),
      ...projectFaults(index, build),
    ];
  },
  plants: [
    {
      file: `${MAIN}/lwc/scoreFactors/scoreFactors.ts`,
      spoil: text => text.replace('c.AIX_Lowers', 'c.AIX_Planted_Label'),
      expected: /label\/c\.AIX_Planted_Label, but the package holds no such label/,
    },
    {
      file: `${MAIN}/lwc/scoreCard/savedCard.ts`,
      spoil: text => text.replace('Lead.AIX_Low__c', 'Lead.AIX_Planted_Field__c'),
      expected: /Lead\.AIX_Planted_Field__c, but the package holds no such field/,
    },
    {
      file: `${MAIN}/lwc/scoreCard/scoreCard.html`,
      spoil: text => text.replace('</lightning-card>', '<c-planted-part></c-planted-part></lightning-card>'),
      expected: /no component plantedPart/,
    },
    {
      file: `${MAIN}/permissionsets/AIX_Lead_Scoring_Rep.permissionset-meta.xml`,
      spoil: text => text.replace('<apexClass>ScoreCardController<', '<apexClass>PlantedClass<'),
      expected: /grants the class PlantedClass, which the package does not hold/,
    },
    {
      file: `${MAIN}/permissionsets/AIX_Lead_Scoring_Integration.permissionset-meta.xml`,
      spoil: text =>
        text.replace(
          '</PermissionSet>',
          '<userPermissions><name>ApiEnabled</name></userPermissions></PermissionSet>',
        ),
      expected: /gives ApiEnabled, which no installation/,
    },
    {
      file: `${MAIN}/objects/Lead/fields/AIX_Ungranted__c.field-meta.xml`,
      spoil: () => '<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"/>',
      expected: /AIX_Ungranted__c is in no permission set/,
    },
    {
      file: `${MAIN}/classes/PlantedUntested.cls`,
      spoil: () => 'public with sharing class PlantedUntested {\n}\n',
      expected: /PlantedUntested\.cls is named in no test/,
    },
    {
      file: 'force-app/test/default/classes/PlantedTest.cls',
      spoil: () =>
        '@IsTest\nprivate class PlantedTest {\n    @IsTest\n    static void looksOnly() {\n        Integer one = 1;\n    }\n}\n',
      expected: /the test looksOnly asserts nothing/,
    },
    {
      file: `${MAIN}/classes/service/ScoringProblem.cls`,
      spoil: text => text.replace('BUSY,', 'BUSY,\n    PLANTED_PROBLEM,'),
      expected: /PLANTED_PROBLEM/,
    },
    {
      file: `${MAIN}/classes/service/ScoringClient.cls`,
      spoil: text => text.replace("'en', 'de'", "'en', 'xx'"),
      expected: /asks for cards in en, xx; they are written in en, de/,
    },
    {
      file: `${MAIN}/objects/Lead/listViews/AIX_Hottest_Leads.listView-meta.xml`,
      spoil: text => text.replace('>AIX_Score__c<', '>AIX_Planted_Column__c<'),
      expected: /shows AIX_Planted_Column__c, which is no field of a lead/,
    },
    {
      file: `${MAIN}/reports/AIX_Lead_Scoring/Leads_by_Band.report-meta.xml`,
      spoil: text => text.replace('>Lead$Company<', '>Lead$Planted<'),
      expected: /shows Planted, which its report type does not offer/,
    },
    {
      file: `${MAIN}/dashboards/AIX_Lead_Scoring/Lead_Scoring.dashboard-meta.xml`,
      spoil: text => text.replace('/Leads_by_Band<', '/Planted_Report<'),
      expected: /shows the report AIX_Lead_Scoring\/Planted_Report, which/,
    },
    {
      file: `${MAIN}/classes/lead/ConvertedScores.cls`,
      spoil: text => text.replace('lead.AIX_Cell__c', 'lead.AIX_Planted_Cell__c'),
      expected: /names AIX_Planted_Cell__c, which is no field of the package/,
    },
    {
      file: 'sfdx-project.json',
      spoil: text => text.replace('"PackageInstall"', '"PlantedInstall"'),
      expected: /PlantedInstall, which is no class/,
    },
    {
      file: `${MAIN}/flexipages/Planted.flexipage-meta.xml`,
      spoil: () => '<FlexiPage><componentName>c:plantedCard</componentName></FlexiPage>',
      expected: /c:plantedCard/,
    },
  ],
};

/** Every label is there in every language, and no other. */
function translationFaults({ files, labels }: PackageIndex): Fault[] {
  return [...files.keys()]
    .filter(file => file.endsWith('.translation-meta.xml'))
    .flatMap(file => {
      const translated = new Set(elementTexts(files.get(file) ?? '', 'name'));
      const missing = [...labels].filter(label => !translated.has(label));
      const unknown = [...translated].filter(label => !labels.has(label));
      return [
        ...missing.map(label => ({ file, message: `does not translate the label ${label}` })),
        ...unknown.map(label => ({ file, message: `translates ${label}, which is no label` })),
      ];
    });
}

function unusedLabels({ files, labels }: PackageIndex): Fault[] {
  const scripts = [...files].filter(([file]) => file.endsWith('.js')).map(([, text]) => text);
  return [...labels]
    .filter(label => !scripts.some(text => text.includes(`label/c.${label}'`)))
    .map(label => ({ file: `${MAIN}/labels`, message: `no component uses the label ${label}` }));
}

/** The card knows every problem that Apex can report, and no other. */
function problemFaults({ files }: PackageIndex): Fault[] {
  const file = `${MAIN}/classes/service/ScoringProblem.cls`;
  const reported = namesIn(files.get(file) ?? '', /^ {4}([A-Z_]+),?$/gm);
  const list =
    /const PROBLEMS[^;]*;/.exec(files.get(`${MAIN}/lwc/scoringProblem/scoringProblem.js`) ?? '')?.[0] ?? '';
  const known = namesIn(list, /'([A-Z_]+)'/g);
  return [
    ...reported.filter(name => !known.includes(name)).map(name => `the card has no words for ${name}`),
    ...known.filter(name => !reported.includes(name)).map(name => `the card knows ${name}, Apex does not`),
  ].map(message => ({ file, message }));
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name as string);
}

/** The languages that Apex asks for are those in which the card is written. */
function languageFaults({ files }: PackageIndex): Fault[] {
  const file = `${MAIN}/classes/service/ScoringClient.cls`;
  const asked = namesIn(/ LOCALES = [^;]*;/.exec(files.get(file) ?? '')?.[0] ?? '', /'(\w+)'/g);
  const card = / LOCALES = [^;]*;/.exec(files.get(`${MAIN}/lwc/cardContent/cardView.js`) ?? '')?.[0] ?? '';
  const written = namesIn(card, /'(\w+)'/g);
  if (asked.join() === written.join()) return [];
  return [
    { file, message: `asks for cards in ${asked.join(', ')}; they are written in ${written.join(', ')}` },
  ];
}

/** Pages hold components that exist. */
function pageFaults({ files, components }: PackageIndex): Fault[] {
  return textsOf(files, '.flexipage-meta.xml', 'componentName')
    .filter(name => name.startsWith('c:') && !components.has(name.slice(2)))
    .map(name => ({ file: `${MAIN}/flexipages`, message: `a page holds ${name}, which is no component` }));
}

/** What the project runs at an installation, and whom its tests run as. */
function projectFaults({ files, classes }: PackageIndex, build: string): Fault[] {
  const file = 'sfdx-project.json';
  const [main] = JSON.parse(readFileSync(join(build, file), 'utf8')).packageDirectories;
  const scripts: string[] = [main.postInstallScript, main.uninstallScript];
  const sets: string[] = main.apexTestAccess.permissionSets;
  return [
    ...scripts.filter(name => !classes.has(name)).map(name => `runs ${name}, which is no class`),
    ...sets
      .filter(name => !files.has(`${MAIN}/permissionsets/${name}.permissionset-meta.xml`))
      .map(name => `tests with ${name}, which is no permission set`),
  ].map(message => ({ file, message }));
}
