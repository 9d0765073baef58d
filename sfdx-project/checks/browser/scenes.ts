import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { elementBlocks, elementTexts } from '../checkers/cross-references/package-index.ts';
import { cardScenes } from './card-scenes.ts';
import { hottestScenes } from './hottest-scenes.ts';
import type { Scene } from './scene.ts';
import { setupScenes } from './setup-scenes.ts';

/** Every state of every component that stands on a page. */
export function scenes(): Scene[] {
  return [...cardScenes(), ...hottestScenes(), ...setupScenes()];
}

/** What the page's modules read, see bundle-page.ts. */
export function pageScene(scene: Scene, build: string): object {
  const locale = scene.language === 'de' ? 'de-DE' : 'en-GB';
  return {
    ...scene,
    labels: labelsOf(build, scene.language),
    i18n: { lang: scene.language, locale, dir: 'ltr', timeZone: 'Europe/Berlin' },
    user: {},
  };
}

function labelsOf(build: string, language: Scene['language']): Record<string, string> {
  const read = (path: string) => readFileSync(join(build, 'force-app/main/default', path), 'utf8');
  const [xml, element, name, text] =
    language === 'de'
      ? ([read('translations/de.translation-meta.xml'), 'customLabels', 'name', 'label'] as const)
      : ([read('labels/CustomLabels.labels-meta.xml'), 'labels', 'fullName', 'value'] as const);
  return Object.fromEntries(
    elementBlocks(xml, element).map(block => [
      `c.${elementTexts(block, name)[0]}`,
      elementTexts(block, text)[0]?.replaceAll('&amp;', '&') ?? '',
    ]),
  );
}
