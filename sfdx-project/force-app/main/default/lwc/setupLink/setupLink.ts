import getStatus from '@salesforce/apex/SetupController.getStatus';
import issueLinkCode from '@salesforce/apex/SetupController.issueLinkCode';
import redeemLinkCode from '@salesforce/apex/SetupController.redeemLinkCode';
import unlink from '@salesforce/apex/SetupController.unlink';
import cancel from '@salesforce/label/c.AIX_Cancel';
import code from '@salesforce/label/c.AIX_Setup_Code';
import codeHelp from '@salesforce/label/c.AIX_Setup_Code_Help';
import help from '@salesforce/label/c.AIX_Setup_Link_Help';
import lost from '@salesforce/label/c.AIX_Setup_Link_Losses';
import title from '@salesforce/label/c.AIX_Setup_Link_Title';
import linkMade from '@salesforce/label/c.AIX_Setup_Linked';
import linkedTo from '@salesforce/label/c.AIX_Setup_Linked_To';
import redeem from '@salesforce/label/c.AIX_Setup_Redeem';
import showCode from '@salesforce/label/c.AIX_Setup_Show_Code';
import unlinkLabel from '@salesforce/label/c.AIX_Setup_Unlink';
import unlinkHelp from '@salesforce/label/c.AIX_Setup_Unlink_Help';
import unlinked from '@salesforce/label/c.AIX_Setup_Unlinked';
import { fillIn, randomKey, savedTime } from 'c/scoringTexts';
import SetupStep from 'c/setupStep';
import { api } from 'lwc';

/** What no CRM can tell again, counted by the service. */
interface Losses {
  overrides: number;
  feedback: number;
  events: number;
  receipts: number;
}

/** What was asked for and is still to be confirmed: a code for linking, none for ending the link. */
interface Wish {
  code: string | null;
  losses: Losses;
}

type Field = HTMLElement & { value: string; reportValidity(): boolean };

/** Links this org and a HubSpot portal of the same customer by a code that holds once, and ends that; each after saying what it costs. */
export default class SetupLink extends SetupStep {
  labels = { cancel, code, help, redeem, showCode, title, unlink: unlinkLabel };
  linkedNames: string[] = [];
  issued: { code: string; expiresAt: string } | null = null;
  wish: Wish | null = null;

  connectedCallback(): void {
    this.load();
  }

  /** Looks again at what is linked. */
  @api
  load(): Promise<void> {
    return this.look(async () => {
      const { linked } = await getStatus<{ linked: { name: string }[] }>();
      this.linkedNames = linked.map(({ name }) => name);
    });
  }

  handleShowCode(): Promise<void> {
    return this.do(async () => {
      this.issued = await issueLinkCode<{ code: string; expiresAt: string }>({ idempotencyKey: this.key });
    });
  }

  handleRedeem(): void {
    const field = this.template?.querySelector<Field>('lightning-input');
    if (!field?.reportValidity()) return;
    this.ask(field.value.trim());
  }

  handleUnlink(): void {
    this.ask(null);
  }

  /** Asks what it would cost; asking changes nothing, so each time has a key of its own. */
  ask(entered: string | null): Promise<void> {
    return this.do(async () => {
      const asked = { isConfirmed: false, idempotencyKey: randomKey() };
      const { losses } =
        entered === null
          ? await unlink<{ losses: Losses }>(asked)
          : await redeemLinkCode<{ losses: Losses }>({ code: entered, ...asked });
      this.wish = { code: entered, losses };
    });
  }

  handleCancel(): void {
    this.wish = null;
  }

  handleConfirm(): void {
    const { code: entered } = this.wish as Wish;
    const confirmed = { isConfirmed: true, idempotencyKey: this.key };
    if (entered === null) this.change(() => unlink(confirmed), unlinked);
    else this.change(() => redeemLinkCode({ code: entered, ...confirmed }), linkMade);
  }

  async change(act: () => Promise<unknown>, done: string): Promise<void> {
    await this.do(async () => {
      await act();
      this.issued = null;
      this.wish = null;
    }, done);
    if (this.said === done) this.dispatchEvent(new CustomEvent('connectionchange'));
  }

  get isLinked(): boolean {
    return this.linkedNames.length > 0;
  }

  get linkedText(): string {
    return fillIn(linkedTo, this.linkedNames.join(', '));
  }

  get wishLabel(): string {
    return this.wish?.code === null ? unlinkLabel : redeem;
  }

  get wishHelp(): string {
    return this.wish?.code === null ? unlinkHelp : '';
  }

  get lossesText(): string | null {
    if (this.wish === null) return null;
    const { overrides, feedback, events, receipts } = this.wish.losses;
    return fillIn(lost, ...[overrides, feedback, events, receipts].map(String));
  }

  get codeText(): string | null {
    return this.issued && fillIn(codeHelp, savedTime(this.issued.expiresAt, new Date()));
  }
}
