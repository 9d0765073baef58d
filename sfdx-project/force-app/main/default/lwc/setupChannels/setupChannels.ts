import issueChannelAddress from '@salesforce/apex/SetupController.issueChannelAddress';
import help from '@salesforce/label/c.AIX_Setup_Channels_Help';
import link from '@salesforce/label/c.AIX_Setup_Channels_Link';
import linkHelp from '@salesforce/label/c.AIX_Setup_Channels_Link_Help';
import open from '@salesforce/label/c.AIX_Setup_Channels_Open';
import title from '@salesforce/label/c.AIX_Setup_Channels_Title';
import { fillIn, savedTime } from 'c/scoringTexts';
import SetupStep from 'c/setupStep';

/** Where alerts go: on a page of the service, to which an address leads that holds once. */
export default class SetupChannels extends SetupStep {
  labels = { help, link, open, title };
  issued: { url: string; expiresAt: string } | null = null;

  handleOpen(): Promise<void> {
    return this.do(async () => {
      this.issued = await issueChannelAddress<{ url: string; expiresAt: string }>({
        idempotencyKey: this.key,
      });
    });
  }

  get linkText(): string {
    return this.issued === null ? '' : fillIn(linkHelp, savedTime(this.issued.expiresAt, new Date()));
  }
}
