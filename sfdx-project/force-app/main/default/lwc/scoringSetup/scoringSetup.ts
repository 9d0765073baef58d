import canSetUp from '@salesforce/customPermission/AIX_Set_Up_Scoring';
import noPermission from '@salesforce/label/c.AIX_Setup_No_Permission';
import peopleLink from '@salesforce/label/c.AIX_Setup_People_Link';
import peopleText from '@salesforce/label/c.AIX_Setup_People_Text';
import peopleTitle from '@salesforce/label/c.AIX_Setup_People_Title';
import title from '@salesforce/label/c.AIX_Setup_Title';
import { LightningElement } from 'lwc';

/** Everything that an admin sets up, step by step; each step can be used again at any time. */
export default class ScoringSetup extends LightningElement {
  labels = { noPermission, peopleLink, peopleText, peopleTitle, title };

  get isAllowed(): boolean {
    return canSetUp === true;
  }

  get isRefused(): boolean {
    return !this.isAllowed;
  }

  /** A connection came, changed or went: the other steps look again. */
  handleConnectionChange(): void {
    for (const step of this.template?.querySelectorAll<HTMLElement & { load(): void }>('[data-looks]') ?? [])
      step.load();
  }
}
