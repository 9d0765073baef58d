import type { Band } from '../../shared-scoring/src/card/score-points.ts';
import type { Texts } from './texts/en.ts';

/** The bands' marks, which tell them apart without colour. */
export const MARKS = { Hot: '●', Warm: '◐', Nurture: '○', Low: '–' } as const satisfies Record<Band, string>;

/** The bands as people read them, from best to worst. */
export function bandNames(texts: Texts): Record<Band, string> {
  return {
    Hot: texts.bandHot,
    Warm: texts.bandWarm,
    Nurture: texts.bandNurture,
    Low: texts.bandLow,
  };
}
