import checkConnection from '@salesforce/apex/SetupController.checkConnection';
import getReadiness from '@salesforce/apex/SetupController.getReadiness';
import getStatus from '@salesforce/apex/SetupController.getStatus';
import check from '@salesforce/label/c.AIX_Setup_Check';
import help from '@salesforce/label/c.AIX_Setup_Check_Help';
import title from '@salesforce/label/c.AIX_Setup_Check_Title';
import SetupStep from 'c/setupStep';
import { api } from 'lwc';
import {
  type ConnectionCheck,
  checkLines,
  type Readiness,
  readinessLines,
  type Status,
  statusLines,
} from './healthLines';

/** Whether calls from this org are accepted, what is missing in it, and whether there is enough to learn from. */
export default class SetupHealth extends SetupStep {
  labels = { check, help, title };
  status: Status | null = null;
  readiness: Readiness | null = null;
  checked: ConnectionCheck | null = null;

  connectedCallback(): void {
    this.load();
  }

  /** Looks again at what the service knows. */
  @api
  load(): Promise<void> {
    return this.look(() => this.read());
  }

  handleCheck(): Promise<void> {
    return this.do(async () => {
      this.checked = await checkConnection<ConnectionCheck>({ idempotencyKey: this.key });
      await this.read();
    });
  }

  async read(): Promise<void> {
    this.status = await getStatus<Status>();
    this.readiness = await getReadiness<Readiness>();
  }

  get lines(): { key: string; text: string }[] {
    const found = this.checked ?? this.status?.lastCheck ?? null;
    return [
      ...(found === null ? [] : checkLines(found)),
      ...(this.status === null ? [] : statusLines(this.status)),
      ...(this.readiness === null ? [] : readinessLines(this.readiness)),
    ].map(text => ({ key: text, text }));
  }
}
