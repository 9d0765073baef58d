const { readFileSync } = require('node:fs');
const { setup } = require('@sa11y/jest');

setup();

/** The platform's answers, as a user with the permission set gets them: real labels, the locale, the permission. */
const given = {
  '@salesforce/i18n/locale': 'en-GB',
  '@salesforce/i18n/timeZone': 'Europe/Berlin',
  '@salesforce/customPermission/AIX_See_Scores': true,
};
for (const [, name, text] of labelsOf('force-app/main/default/labels/CustomLabels.labels-meta.xml'))
  given[`@salesforce/label/c.${name}`] = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
for (const [name, value] of Object.entries(given))
  jest.doMock(name, () => ({ __esModule: true, default: value }), { virtual: true });

function labelsOf(file) {
  return readFileSync(file, 'utf8').matchAll(/<fullName>(\w+)<\/fullName>[\s\S]*?<value>([^<]*)<\/value>/g);
}
