import disconnect from '@salesforce/apex/SetupController.disconnect';
import cancel from '@salesforce/label/c.AIX_Cancel';
import confirm from '@salesforce/label/c.AIX_Setup_Disconnect_Confirm';
import help from '@salesforce/label/c.AIX_Setup_Disconnect_Help';
import open from '@salesforce/label/c.AIX_Setup_Disconnect_Open';
import removed from '@salesforce/label/c.AIX_Setup_Disconnect_Removed';
import stays from '@salesforce/label/c.AIX_Setup_Disconnect_Stays';
import title from '@salesforce/label/c.AIX_Setup_Disconnect_Title';
import disconnected from '@salesforce/label/c.AIX_Setup_Disconnected';
import SetupStep from 'c/setupStep';

/** Ends the connection, after saying what that removes and what it leaves. */
export default class SetupDisconnect extends SetupStep {
  labels = { cancel, confirm, help, open, removed, stays, title };
  isOpen = false;
  /** Whether the next painting gives the focus to the way out. */
  isJustOpened = false;

  renderedCallback(): void {
    if (!this.isJustOpened) return;
    this.isJustOpened = false;
    this.template?.querySelector<HTMLElement>('[data-cancel]')?.focus();
  }

  handleToggle(): void {
    this.isOpen = !this.isOpen;
    this.isJustOpened = this.isOpen;
    this.said = null;
  }

  async handleConfirm(): Promise<void> {
    await this.do(async () => {
      await disconnect({ idempotencyKey: this.key });
      this.isOpen = false;
    }, disconnected);
    if (this.said === disconnected) this.dispatchEvent(new CustomEvent('connectionchange'));
  }

  get isClosed(): boolean {
    return !this.isOpen;
  }
}
