interface Axis {
  field: string;
  fieldType: 'datetime' | 'linear' | 'category';
  label?: string;
}

type Row = Readonly<Record<string, number | string>>;

interface ChartProperties {
  data: readonly Row[] | { data: readonly Row[] };
  axes: { x: Axis; y: Axis };
  options?: { title?: string; showDataLabels?: boolean };
}

interface Point {
  name: string;
  value: number;
}

const WIDTH = 480;
const HEIGHT = 120;
const ROOM = 8;

function pointsOf({ data, axes: { x, y } }: ChartProperties): Point[] {
  const rows = 'data' in data ? data.data : data;
  const nameOf = (value: Row[string] | undefined) =>
    x.fieldType === 'datetime'
      ? new Date(Number(value)).toLocaleDateString(document.documentElement.lang, {
          day: 'numeric',
          month: 'short',
        })
      : String(value);
  return rows.map(row => ({ name: nameOf(row[x.field]), value: Number(row[y.field]) }));
}

/** What a chart shows, in words, for who cannot see it. */
function inWords(points: readonly Point[], { options, axes }: ChartProperties): string {
  const values = points.map(({ name, value }) => `${name}: ${value}`).join(', ');
  return `${options?.title ?? axes.y.label ?? ''} ${values}`.trim();
}

/** A line over time, between the lowest and the highest value. */
export function LineChart(properties: ChartProperties) {
  const points = pointsOf(properties);
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const place = ({ value }: Point, index: number) => {
    const left = ROOM + (index / Math.max(1, points.length - 1)) * (WIDTH - 2 * ROOM);
    const top = ROOM + (1 - (value - least) / Math.max(1, most - least)) * (HEIGHT - 2 * ROOM);
    return `${left.toFixed(1)},${top.toFixed(1)}`;
  };
  return (
    <figure>
      {properties.options?.title && <figcaption className="hs-small">{properties.options.title}</figcaption>}
      <svg
        className="hs-line"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={inWords(points, properties)}
      >
        <polyline points={points.map(place).join(' ')} />
      </svg>
      <div className="hs-progress-words hs-small" aria-hidden="true">
        <span>{points[0] && `${points[0].name}: ${points[0].value}`}</span>
        <span>{points.at(-1) && `${points.at(-1)?.name}: ${points.at(-1)?.value}`}</span>
      </div>
    </figure>
  );
}

/** Bars one below the other, to the right of nought or to the left of it, so that long names can be read. */
export function BarChart(properties: ChartProperties) {
  const points = pointsOf(properties);
  const least = Math.min(0, ...points.map(({ value }) => value));
  const most = Math.max(0, ...points.map(({ value }) => value));
  const share = (value: number) => (100 * value) / Math.max(1, most - least);
  return (
    <figure>
      {properties.options?.title && <figcaption className="hs-small">{properties.options.title}</figcaption>}
      <ul className="hs-bars">
        {points.map(({ name, value }) => (
          <li key={name}>
            <div className="hs-progress-words hs-small">
              <span>{name}</span>
              <span className="hs-value">{String(value).replace('-', '−')}</span>
            </div>
            <div className="hs-bar" aria-hidden="true">
              <div
                className={value < 0 ? 'hs-below' : ''}
                style={{
                  marginInlineStart: `${share(Math.min(0, value) - least)}%`,
                  width: `${share(Math.abs(value))}%`,
                }}
              />
            </div>
          </li>
        ))}
      </ul>
    </figure>
  );
}
