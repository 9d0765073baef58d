import { BarChart, LineChart } from './charts.tsx';
import * as controls from './controls.tsx';
import * as fields from './fields.tsx';
import * as layout from './layout.tsx';
import * as overlays from './overlays.tsx';
import * as pages from './pages.tsx';
import * as status from './status.tsx';
import * as tables from './tables.tsx';
import * as texts from './texts.tsx';

/** HubSpot's components by name, as accessible HTML with a neutral look of our own. */
export const COMPONENTS: Readonly<Record<string, unknown>> = {
  ...layout,
  ...texts,
  ...controls,
  ...fields,
  ...status,
  ...tables,
  ...overlays,
  ...pages,
  ...{ BarChart, LineChart },
};
