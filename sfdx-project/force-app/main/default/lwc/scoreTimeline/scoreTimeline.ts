import heading from '@salesforce/label/c.AIX_Timeline';
import type { Timeline } from 'c/cardContent';
import { api, LightningElement } from 'lwc';

/** What the lead did of late, by visits, and what each does to the score. */
export default class ScoreTimeline extends LightningElement {
  @api timeline: Timeline | null = null;

  heading = heading;

  get entries(): { key: string; text: string; acts: { key: string; text: string }[]; hasActs: boolean }[] {
    return (this.timeline?.entries ?? []).map(({ text, acts }, place) => ({
      key: `${place} ${text}`,
      text,
      acts: acts.map(act => ({ key: act.text, text: act.text })),
      hasActs: acts.length > 0,
    }));
  }
}
