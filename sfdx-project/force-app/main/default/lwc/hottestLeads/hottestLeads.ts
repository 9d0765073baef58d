import { refreshApex } from '@salesforce/apex';
import getMyHottestLeads from '@salesforce/apex/HottestLeadsController.getMyHottestLeads';
import canSeeScores from '@salesforce/customPermission/AIX_See_Scores';
import empty from '@salesforce/label/c.AIX_Hottest_Empty';
import failed from '@salesforce/label/c.AIX_Hottest_Failed';
import loading from '@salesforce/label/c.AIX_Hottest_Loading';
import refresh from '@salesforce/label/c.AIX_Hottest_Refresh';
import title from '@salesforce/label/c.AIX_Hottest_Title';
import tryAgain from '@salesforce/label/c.AIX_Try_Again';
import { type ProblemContent, problemContent, problemOf } from 'c/scoringProblem';
import { NavigationMixin } from 'lightning/navigation';
import { api, LightningElement, wire } from 'lwc';
import { type HottestLead, type LeadRow, rowOf } from './leadRow';

const USUAL_COUNT = 10;

/** The user's own open leads with the highest scores, best first, from the records' fields: it works without the service. */
export default class HottestLeads extends NavigationMixin(LightningElement) {
  labels = { empty, loading, refresh, title, tryAgain };

  /** How many leads at most. */
  @api count = USUAL_COUNT;

  rows: LeadRow[] | null = null;
  error: unknown = null;
  isRefreshing = false;
  /** What the platform gave last, which is what it takes to ask again. */
  wired: unknown;

  /** Nothing is read for a user who may not see it: the platform waits for a count. */
  get readableCount(): number | undefined {
    return canSeeScores ? this.count : undefined;
  }

  @wire(getMyHottestLeads, { count: '$readableCount' })
  receiveLeads(wired: { data?: readonly HottestLead[]; error?: unknown }): void {
    this.wired = wired;
    if (wired.data) {
      this.error = null;
      this.rows = wired.data.map(lead => rowOf(lead, new Date()));
      this.addAddresses();
    } else if (wired.error) {
      this.rows = null;
      this.error = wired.error;
    }
  }

  /** Links with real addresses open in new tabs, too. */
  async addAddresses(): Promise<void> {
    const { rows } = this;
    if (rows === null) return;
    const urls = await Promise.all(
      rows.map(({ recordId }) => this[NavigationMixin.GenerateUrl](recordPage(recordId))),
    );
    // A newer list has its own.
    if (rows === this.rows) this.rows = rows.map((row, index) => ({ ...row, url: urls[index] ?? row.url }));
  }

  handleOpen(event: Event): void {
    event.preventDefault();
    const { recordId = '' } = (event.currentTarget as HTMLElement).dataset;
    this[NavigationMixin.Navigate](recordPage(recordId));
  }

  async handleRefresh(): Promise<void> {
    this.isRefreshing = true;
    try {
      await refreshApex(this.wired);
    } finally {
      this.isRefreshing = false;
    }
  }

  get problem(): ProblemContent | null {
    if (!canSeeScores) return problemContent('NO_PERMISSION', { isAdmin: false, savedTime: null });
    if (this.error === null) return null;
    const problem = problemOf(this.error);
    if (problem === 'UNAVAILABLE') return { title: null, text: failed, setupUrl: null };
    return problemContent(problem, { isAdmin: false, savedTime: null });
  }

  get canRefresh(): boolean {
    return canSeeScores === true;
  }

  get isLoading(): boolean {
    return this.rows === null && this.problem === null;
  }

  get isEmpty(): boolean {
    return this.rows?.length === 0;
  }

  /** For `aria-busy`, which is no boolean attribute. */
  get busy(): 'true' | 'false' {
    return this.isLoading || this.isRefreshing ? 'true' : 'false';
  }
}

function recordPage(recordId: string): object {
  return {
    type: 'standard__recordPage',
    attributes: { recordId, objectApiName: 'Lead', actionName: 'view' },
  };
}
