import { hubspot } from '@hubspot/ui-extensions';
import { createPageRouter, PageRoutes } from '@hubspot/ui-extensions/pages';
import { Home } from './home/Home.tsx';

const Router = createPageRouter(
  <PageRoutes>
    <PageRoutes.IndexRoute component={Home} />
  </PageRoutes>,
);

hubspot.extend<'pages'>(() => <Router />);
