import { describeCrmConnector } from './crm-connector.contract.ts';
import { openHubspotWorld } from './hubspot-world.ts';

describeCrmConnector('HubSpot', openHubspotWorld);
