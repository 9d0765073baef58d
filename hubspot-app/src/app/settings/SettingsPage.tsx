import { hubspot } from '@hubspot/ui-extensions';
import { Setup } from './setup/Setup.tsx';

hubspot.extend<'settings'>(() => <Setup />);
