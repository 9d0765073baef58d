import getMyHottestLeads from '@salesforce/apex/HottestLeadsController.getMyHottestLeads';
import HottestLeads from 'c/hottestLeads';
import { createElement, type LightningElement } from 'lwc';

// The platform says undefined for a permission that the user lacks.
jest.mock('@salesforce/customPermission/AIX_See_Scores', () => ({ __esModule: true, default: undefined }), {
  virtual: true,
});
jest.mock(
  '@salesforce/apex/HottestLeadsController.getMyHottestLeads',
  () => ({
    __esModule: true,
    default: jest.requireActual('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()),
  }),
  { virtual: true },
);

interface Wired {
  getLastConfig(): Record<string, unknown> | undefined;
}

describe('c-hottest-leads, for a user without the permission', () => {
  it('names the permission set and asks the platform for nothing', () => {
    const list = createElement('c-hottest-leads', {
      is: HottestLeads as unknown as typeof LightningElement,
    }) as unknown as HTMLElement;
    document.body.append(list);
    expect(list.shadowRoot?.textContent).toContain('permission set “AIX Lead Scoring Rep”');
    expect((getMyHottestLeads as unknown as Wired).getLastConfig()?.count).toBeUndefined();
  });
});
