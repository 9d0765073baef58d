import heading from '@salesforce/label/c.AIX_Colleagues';
import NAME from '@salesforce/schema/Lead.Name';
import type { Colleague } from 'c/cardContent';
import { NavigationMixin } from 'lightning/navigation';
import { type FieldId, getFieldValue, getRecords, type WiredRecords } from 'lightning/uiRecordApi';
import { api, LightningElement, wire } from 'lwc';

/** Who else of the company was active. Only people whose record this user may see: the platform says who they are, or nothing. */
export default class ScoreColleagues extends NavigationMixin(LightningElement) {
  heading = heading;

  @api colleagues: readonly Colleague[] = [];

  /** By record id, as the platform gave them. */
  names: Readonly<Record<string, string>> = {};
  urls: Readonly<Record<string, string>> = {};

  /** Undefined where there is nobody to ask for. */
  get wanted(): { recordIds: string[]; fields: FieldId[] }[] | undefined {
    const recordIds = this.colleagues.map(({ objectId }) => objectId);
    return recordIds.length === 0 ? undefined : [{ recordIds, fields: [NAME] }];
  }

  @wire(getRecords, { records: '$wanted' })
  receiveRecords({ data }: WiredRecords): void {
    const visible = (data?.results ?? []).flatMap(({ statusCode, result }) => {
      if (statusCode !== 200 || !result) return [];
      return [[result.id, String(getFieldValue(result, NAME))] as const];
    });
    this.names = Object.fromEntries(visible);
    this.addAddresses();
  }

  /** Links with real addresses open in new tabs, too. */
  async addAddresses(): Promise<void> {
    const entries = Object.keys(this.names).map(
      async recordId => [recordId, await this[NavigationMixin.GenerateUrl](recordPage(recordId))] as const,
    );
    this.urls = Object.fromEntries(await Promise.all(entries));
  }

  handleOpen(event: Event): void {
    event.preventDefault();
    const { recordId = '' } = (event.currentTarget as HTMLElement).dataset;
    this[NavigationMixin.Navigate](recordPage(recordId));
  }

  get people(): { recordId: string; name: string; url: string; text: string }[] {
    return this.colleagues.flatMap(({ objectId: recordId, text }) => {
      const name = this.names[recordId];
      return name === undefined ? [] : [{ recordId, name, text, url: this.urls[recordId] ?? `/${recordId}` }];
    });
  }

  get hasPeople(): boolean {
    return this.people.length > 0;
  }
}

function recordPage(recordId: string): object {
  return {
    type: 'standard__recordPage',
    attributes: { recordId, objectApiName: 'Lead', actionName: 'view' },
  };
}
