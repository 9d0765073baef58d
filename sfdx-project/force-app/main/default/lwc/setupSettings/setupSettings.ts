import getSetting from '@salesforce/apex/SetupController.getSetting';
import saveSetting from '@salesforce/apex/SetupController.saveSetting';
import save from '@salesforce/label/c.AIX_Save';
import certificate from '@salesforce/label/c.AIX_Setup_Certificate';
import certificateHelp from '@salesforce/label/c.AIX_Setup_Certificate_Help';
import certificateLink from '@salesforce/label/c.AIX_Setup_Certificate_Link';
import connectHelp from '@salesforce/label/c.AIX_Setup_Connect_Help';
import connectTitle from '@salesforce/label/c.AIX_Setup_Connect_Title';
import connectionId from '@salesforce/label/c.AIX_Setup_Connection_Id';
import credentialLink from '@salesforce/label/c.AIX_Setup_Credential_Link';
import saved from '@salesforce/label/c.AIX_Setup_Saved';
import SetupStep from 'c/setupStep';

interface Setting {
  connectionId: string | null;
  certificate: string | null;
}

type Field = HTMLElement & { name: string; value: string; reportValidity(): boolean };

/** How the service knows this org, and by which certificate it knows this org's calls. Both are public. */
export default class SetupSettings extends SetupStep {
  labels = {
    ...{ save, certificate, certificateHelp, certificateLink },
    ...{ connectHelp, connectTitle, connectionId, credentialLink },
  };
  setting: Setting | null = null;

  connectedCallback(): void {
    this.look(async () => {
      this.setting = await getSetting<Setting>();
    });
  }

  async handleSave(): Promise<void> {
    const fields = [...(this.template?.querySelectorAll<Field>('[data-field]') ?? [])];
    // Each says what it lacks, not only the first.
    const isComplete = fields.map(field => field.reportValidity()).every(Boolean);
    if (!isComplete) return;
    const values = Object.fromEntries(fields.map(({ name, value }) => [name, value.trim()]));
    await this.do(async () => {
      await saveSetting(values);
      this.dispatchEvent(new CustomEvent('connectionchange'));
    }, saved);
  }

  get savedId(): string {
    return this.setting?.connectionId ?? '';
  }

  get savedCertificate(): string {
    return this.setting?.certificate ?? '';
  }
}
