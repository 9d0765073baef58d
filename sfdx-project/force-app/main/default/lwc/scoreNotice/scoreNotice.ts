import { api, LightningElement } from 'lwc';

const ICONS = { info: 'utility:info', warning: 'utility:warning' } as const;

/** One sentence that stands apart from the card, and, in the slot, what can be done about it. */
export default class ScoreNotice extends LightningElement {
  @api level: keyof typeof ICONS = 'info';
  @api text?: string;

  get iconName(): string {
    return ICONS[this.level];
  }
}
