import { join } from 'node:path';
import { bundleComponents } from '../../../local-stack/hosts/salesforce/bundle/bundle-components.ts';
import { designSystemStyles } from '../../../local-stack/hosts/salesforce/bundle/design-system.ts';

/** Makes `globalThis.platform` answer as the scene says, before any component runs. */
const PLATFORM = `
  const { scene } = globalThis;
  const answerOf = method => scene.answers[method] ?? {};
  globalThis.platform = {
    ...scene,
    callApex(method) {
      const { value, problem } = answerOf(method);
      if (value !== undefined) return Promise.resolve(structuredClone(value));
      return problem ? Promise.reject({ body: { message: problem } }) : new Promise(() => {});
    },
    watchRecord(recordId, fields, receive) {
      const name = scene.names[recordId];
      const others = name === undefined ? {} : { Name: { value: name } };
      receive({ data: { fields: { ...scene.fields, ...others } }, error: undefined });
      return () => {};
    },
    refreshRecords() {},
    navigate() {},
    urlOf: ({ attributes }) => '/lightning/r/Lead/' + attributes.recordId + '/view',
  };`;

const MAIN = `
  import { createElement } from 'lwc';
  import HottestLeads from 'c/hottestLeads';
  import ScoreCard from 'c/scoreCard';
  import ScoringSetup from 'c/scoringSetup';
  const components = {
    'c-hottest-leads': HottestLeads,
    'c-score-card': ScoreCard,
    'c-scoring-setup': ScoringSetup,
  };
  const { element } = globalThis.scene;
  const shown = createElement(element, { is: components[element] });
  Object.assign(shown, globalThis.scene.properties);
  document.querySelector('main').append(shown);
`;

/**
 * The built components that stand on pages, with the real base components, as one page, styled by the Lightning Design
 * System 2. What the platform would give comes from `globalThis.scene`. Takes some seconds.
 * @returns the page's HTML
 */
export async function bundlePage(build: string): Promise<string> {
  const components = join(build, 'force-app/main/default/lwc');
  const script = await bundleComponents({ components, main: MAIN });
  const title = '<meta charset="utf-8"><title>Card</title>';
  const styles = `<style>${designSystemStyles()}</style><style>body { margin: 0; padding: 16px; } </style>`;
  const scripts = [PLATFORM, script].map(
    code => `<script>${code.replaceAll('</script', '<\\\\/script')}</script>`,
  );
  return `<!doctype html><html lang="en"><head>${title}${styles}</head><body class="slds-scope"><main></main>${scripts.join('')}</body></html>`;
}
