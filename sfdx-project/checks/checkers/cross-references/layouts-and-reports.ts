import type { Fault } from '../../../../local-stack/checks/offline/checker.ts';
import { elementTexts, type PackageIndex } from './package-index.ts';

/** One of our fields, by itself or as `Lead$AIX_Score__c`. */
const OUR_FIELD = /\bAIX_\w+?__c\b/g;
/** What shows or computes with fields of leads, by the ending of its files. */
const SHOWS_LEAD_FIELDS = ['.listView-meta.xml', '.compactLayout-meta.xml', '.reportType-meta.xml'];

/** List views, layouts, reports and dashboards name fields, report types and reports that the package holds; Apex names its fields. */
export function layoutAndReportFaults(index: PackageIndex): Fault[] {
  return [...index.files].flatMap(([file, text]) => {
    const messages = file.endsWith('.report-meta.xml')
      ? reportProblems(text, index)
      : file.endsWith('.dashboard-meta.xml')
        ? dashboardProblems(text, index)
        : fieldProblems(file, text, index);
    return messages.map(message => ({ file, message }));
  });
}

function fieldProblems(file: string, text: string, { fields }: PackageIndex): string[] {
  if (SHOWS_LEAD_FIELDS.some(ending => file.endsWith(ending)))
    return unknownNames(text, name => fields.has(`Lead.${name}`)).map(
      name => `shows ${name}, which is no field of a lead`,
    );
  if (!/\.(cls|trigger)$/.test(file)) return [];
  const names = new Set([...fields].map(field => field.replace(/^.*\./, '')));
  return unknownNames(text, name => names.has(name)).map(
    name => `names ${name}, which is no field of the package`,
  );
}

/** A report shows what its type offers. */
function reportProblems(text: string, { files }: PackageIndex): string[] {
  const [type = ''] = elementTexts(text, 'reportType');
  const ofType = [...files].find(([file]) =>
    file.endsWith(`/${type.replace(/__c$/, '')}.reportType-meta.xml`),
  );
  if (ofType === undefined) return [`is of the type ${type}, which the package does not hold`];
  const offered = new Set(elementTexts(ofType[1], 'field'));
  const shown = [...text.matchAll(/>Lead\$(\w+)</g)].map(([, name]) => name as string);
  return [...new Set(shown)]
    .filter(name => !offered.has(name))
    .map(name => `shows ${name}, which its report type does not offer`);
}

function dashboardProblems(text: string, { files }: PackageIndex): string[] {
  return elementTexts(text, 'report')
    .filter(name => ![...files.keys()].some(file => file.endsWith(`/reports/${name}.report-meta.xml`)))
    .map(name => `shows the report ${name}, which the package does not hold`);
}

function unknownNames(text: string, isKnown: (name: string) => boolean): string[] {
  return [...new Set(text.match(OUR_FIELD))].filter(name => !isKnown(name));
}
