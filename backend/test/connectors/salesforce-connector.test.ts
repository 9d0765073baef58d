import { describeCrmConnector } from './crm-connector.contract.ts';
import { openSalesforceWorld } from './salesforce-world.ts';

describeCrmConnector('Salesforce', openSalesforceWorld);
