import getCard from '@salesforce/apex/ScoreCardController.getCard';
import scoreNow from '@salesforce/apex/ScoreCardController.scoreNow';
import canSeeScores from '@salesforce/customPermission/AIX_See_Scores';
import canSetUp from '@salesforce/customPermission/AIX_Set_Up_Scoring';
import cardTitle from '@salesforce/label/c.AIX_Card_Title';
import gettingDetails from '@salesforce/label/c.AIX_Getting_Details';
import loading from '@salesforce/label/c.AIX_Loading';
import noNews from '@salesforce/label/c.AIX_No_News';
import openSetup from '@salesforce/label/c.AIX_Open_Setup';
import refresh from '@salesforce/label/c.AIX_Refresh';
import scoreNowLabel from '@salesforce/label/c.AIX_Score_Now';
import scoring from '@salesforce/label/c.AIX_Scoring';
import tryAgain from '@salesforce/label/c.AIX_Try_Again';
import type { CardView, SavedCard, Standing } from 'c/cardContent';
import { type Problem, type ProblemContent, problemContent, problemOf } from 'c/scoringProblem';
import { randomKey, savedTime } from 'c/scoringTexts';
import { getRecord, notifyRecordUpdateAvailable, type WiredRecord } from 'lightning/uiRecordApi';
import { api, LightningElement, wire } from 'lwc';
import { type Content, contentOfSaved, contentOfView } from './content';
import { SAVED_FIELD_IDS, savedCardOf } from './savedCard';

const SLOW_AFTER_MS = 3_000;
const GIVEN_UP_AFTER_MS = 10_000;
/** The service writes a new score to the record within this time, mostly. */
const WRITTEN_AFTER_MS = 3_000;

/**
 * The score card of a Lead's record page. Paints at once what the record's score fields say, then the finished card of
 * the service in its place; while the service does not answer, the saved score stays.
 */
export default class ScoreCard extends LightningElement {
  labels = { cardTitle, openSetup, refresh, scoreNow: scoreNowLabel, tryAgain };

  _recordId?: string;
  saved: SavedCard | null = null;
  view: CardView | null = null;
  problem: Problem | null = canSeeScores ? null : 'NO_PERMISSION';
  /** What is said while waiting; null when nothing is awaited. */
  waiting: string | null = null;
  /** Which request is the last: an answer to an earlier one comes too late. */
  request = 0;
  timers: ReturnType<typeof setTimeout>[] = [];
  /** Until the record's fields are read again. */
  writeTimer?: ReturnType<typeof setTimeout>;
  /** What is said of the last wish; null before the first. */
  said: string | null = null;
  /** Of the wish to score, and of every further try of it. */
  scoreKey = randomKey();

  @api
  get recordId(): string | undefined {
    return this._recordId;
  }
  set recordId(recordId: string | undefined) {
    this._recordId = recordId;
    this.saved = null;
    this.view = null;
    this.said = null;
    if (this.isConnected) this.load();
  }

  /** Nothing is read for a user who may not see it. */
  get readableId(): string | undefined {
    return canSeeScores ? this._recordId : undefined;
  }

  @wire(getRecord, { recordId: '$readableId', optionalFields: SAVED_FIELD_IDS })
  receiveRecord({ data, error }: WiredRecord): void {
    if (data) this.saved = savedCardOf(data);
    else if (error) this.saved = null;
  }

  connectedCallback(): void {
    if (this.view === null) this.load();
  }

  disconnectedCallback(): void {
    this.stopWaiting();
    clearTimeout(this.writeTimer);
  }

  /** The record may have changed, too: its fields are on the page beside the card. */
  handleRefresh(): void {
    if (this.readableId === undefined) return;
    this.said = null;
    this.readRecordAgain();
    this.load();
  }

  /** A score was published, or a person's band: the card shows it at once, the record's fields when they are written. */
  handleScoreChange(): void {
    clearTimeout(this.writeTimer);
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- ends with the component, see disconnectedCallback
    this.writeTimer = setTimeout(() => this.readRecordAgain(), WRITTEN_AFTER_MS);
    this.load();
  }

  async handleScoreNow(): Promise<void> {
    const { recordId } = this;
    this.startWaiting();
    this.waiting = scoring;
    const { request } = this;
    try {
      const scored = await scoreNow<{ isPublished: boolean }>({ recordId, idempotencyKey: this.scoreKey });
      this.scoreKey = randomKey();
      if (request !== this.request) return;
      this.said = scored.isPublished ? null : noNews;
      this.handleScoreChange();
    } catch (error) {
      if (request === this.request) this.settle(this.view, problemOf(error));
    }
  }

  readRecordAgain(): void {
    if (this.readableId !== undefined) notifyRecordUpdateAvailable([{ recordId: this.readableId }]);
  }

  async load(): Promise<void> {
    if (this.readableId === undefined) return;
    this.startWaiting();
    const { request } = this;
    try {
      const view = await getCard<CardView>({ recordId: this.readableId });
      if (request === this.request) this.settle(view, null);
    } catch (error) {
      if (request === this.request) this.settle(null, problemOf(error));
    }
  }

  startWaiting(): void {
    this.stopWaiting();
    this.problem = null;
    this.waiting = loading;
    /* eslint-disable @lwc/lwc/no-async-operation -- both end with the component, see stopWaiting */
    this.timers = [
      setTimeout(() => {
        this.waiting = gettingDetails;
      }, SLOW_AFTER_MS),
      setTimeout(() => this.settle(null, 'UNAVAILABLE'), GIVEN_UP_AFTER_MS),
    ];
    /* eslint-enable @lwc/lwc/no-async-operation */
  }

  /** What is still under way is no longer awaited. */
  stopWaiting(): void {
    this.request += 1;
    this.waiting = null;
    this.timers.forEach(clearTimeout);
    this.timers = [];
  }

  settle(view: CardView | null, problem: Problem | null): void {
    this.stopWaiting();
    this.view = view;
    this.problem = problem;
  }

  get isBusy(): boolean {
    return this.waiting !== null;
  }

  /** For `aria-busy`, which is no boolean attribute. */
  get busy(): 'true' | 'false' {
    return this.isBusy ? 'true' : 'false';
  }

  /** Screen readers hear at once that something is under way; everybody sees it when it takes long. */
  get waitingClass(): string {
    return this.waiting === gettingDetails ? 'waiting' : 'slds-assistive-text';
  }

  /** Rows in place of what is still to come. */
  get hasSkeleton(): boolean {
    return this.isBusy && this.view === null;
  }

  get cell(): Standing['cell'] | null {
    return this.content?.standing?.cell ?? null;
  }

  get hasTrend(): boolean {
    const { trend = null, history = null } = this.content?.standing ?? {};
    return trend !== null || history !== null;
  }

  get isOverridden(): boolean {
    return this.content?.override != null;
  }

  get problemContent(): ProblemContent | null {
    if (this.problem === null) return null;
    const isScored = this.saved?.state === 'scored';
    return problemContent(this.problem, {
      isAdmin: canSetUp === true,
      savedTime: isScored ? this.savedTime : null,
    });
  }

  /** A problem beside the saved score. */
  get besideProblem(): ProblemContent | null {
    return this.problemContent?.title === null ? this.problemContent : null;
  }

  /** A problem in place of the card. */
  get wholeProblem(): ProblemContent | null {
    return this.problemContent?.title === null ? null : this.problemContent;
  }

  get content(): Content | null {
    if (this.wholeProblem !== null) return null;
    if (this.view !== null) return contentOfView(this.view);
    // A record without a score says nothing yet: the service may know one by now.
    if (this.saved === null || (this.hasSkeleton && this.saved.state === 'never_scored')) return null;
    return contentOfSaved(this.saved, this.savedTime);
  }

  get savedTime(): string | null {
    const savedAt = this.saved !== null && 'savedAt' in this.saved ? this.saved.savedAt : null;
    return savedAt === null ? null : savedTime(savedAt, new Date());
  }
}
