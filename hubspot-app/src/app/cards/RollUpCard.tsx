import { hubspot } from '@hubspot/ui-extensions';
import { RollUp } from './records/RollUp.tsx';

hubspot.extend<'crm.record.tab'>(() => <RollUp />);
