import { hubspot } from '@hubspot/ui-extensions';
import { LeadScore } from './score/LeadScore.tsx';

hubspot.extend<'crm.record.tab'>(() => <LeadScore />);
