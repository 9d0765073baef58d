import getStatus from '@salesforce/apex/SetupController.getStatus';
import issueLinkCode from '@salesforce/apex/SetupController.issueLinkCode';
import redeemLinkCode from '@salesforce/apex/SetupController.redeemLinkCode';
import unlink from '@salesforce/apex/SetupController.unlink';
import cancel from '@salesforce/label/c.AIX_Cancel';
import code from '@salesforce/label/c.AIX_Setup_Code';
import codeHelp from '@salesforce/label/c.AIX_Setup_Code_Help';
import help from '@salesforce/label/c.AIX_Setup_Link_Help';
import title from '@salesforce/label/c.AIX_Setup_Link_Title';
import linkMade from '@salesforce/label/c.AIX_Setup_Linked';
import linkedTo from '@salesforce/label/c.AIX_Setup_Linked_To';
import redeem from '@salesforce/label/c.AIX_Setup_Redeem';
import showCode from '@salesforce/label/c.AIX_Setup_Show_Code';
import unlinkLabel from '@salesforce/label/c.AIX_Setup_Unlink';
import unlinkHelp from '@salesforce/label/c.AIX_Setup_Unlink_Help';
import unlinked from '@salesforce/label/c.AIX_Setup_Unlinked';
import { fillIn, savedTime } from 'c/scoringTexts';
import SetupStep from 'c/setupStep';
import { api } from 'lwc';

type Field = HTMLElement & { value: string; reportValidity(): boolean };

/** Links this org and a HubSpot portal of the same customer by a code that holds once, and ends that. */
export default class SetupLink extends SetupStep {
  labels = { cancel, code, help, redeem, showCode, title, unlink: unlinkLabel, unlinkHelp };
  linkedNames: string[] = [];
  issued: { code: string; expiresAt: string } | null = null;
  /** Whether ending the link was asked for, and is still to be confirmed. */
  isEnding = false;

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
    this.change(() => redeemLinkCode({ code: field.value.trim(), idempotencyKey: this.key }), linkMade);
  }

  handleUnlink(): void {
    this.isEnding = !this.isEnding;
  }

  handleConfirm(): void {
    this.isEnding = false;
    this.change(() => unlink({ idempotencyKey: this.key }), unlinked);
  }

  async change(act: () => Promise<unknown>, done: string): Promise<void> {
    await this.do(async () => {
      await act();
      this.issued = null;
    }, done);
    if (this.said === done) this.dispatchEvent(new CustomEvent('connectionchange'));
  }

  get isLinked(): boolean {
    return this.linkedNames.length > 0;
  }

  get linkedText(): string {
    return fillIn(linkedTo, this.linkedNames.join(', '));
  }

  get codeText(): string | null {
    return this.issued && fillIn(codeHelp, savedTime(this.issued.expiresAt, new Date()));
  }
}
