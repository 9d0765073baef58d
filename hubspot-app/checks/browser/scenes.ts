import {
  actionScenes,
  fixtureScenes,
  leadListScenes,
  rollUpScenes,
  unansweredScenes,
} from './card-scenes.ts';
import { homeScenes, settingsScenes } from './page-scenes.ts';
import type { Scene } from './scene.ts';

/** Every state of every extension. */
export function scenes(): Scene[] {
  return [
    ...fixtureScenes(),
    ...unansweredScenes(),
    ...actionScenes(),
    ...rollUpScenes(),
    ...leadListScenes(),
    ...settingsScenes(),
    ...homeScenes(),
  ];
}
