import { Children, type CSSProperties, type ReactNode, useId, useState } from 'react';

interface Container {
  children?: ReactNode;
}

const GAPS: Readonly<Record<string, string>> = {
  flush: '0',
  xs: '0.25rem',
  'extra-small': '0.25rem',
  sm: '0.5rem',
  small: '0.5rem',
  md: '1rem',
  medium: '1rem',
  lg: '1.5rem',
  large: '1.5rem',
  xl: '2rem',
  'extra-large': '2rem',
};

const SIDES: Readonly<Record<string, string>> = {
  start: 'flex-start',
  end: 'flex-end',
  between: 'space-between',
  around: 'space-around',
};

interface FlexProperties extends Container {
  direction?: 'row' | 'column';
  gap?: string;
  align?: string;
  alignSelf?: string;
  justify?: string;
  wrap?: boolean | string;
}

export function Flex({
  children,
  direction = 'row',
  gap = 'flush',
  align,
  alignSelf,
  justify,
  wrap,
}: FlexProperties) {
  const side = (name?: string) => (name === undefined ? undefined : (SIDES[name] ?? name));
  const style: CSSProperties = {
    flexDirection: direction,
    gap: GAPS[gap] ?? '0',
    // In a column of HubSpot's, buttons keep their own width.
    alignItems: side(align) ?? (direction === 'row' ? 'flex-start' : 'stretch'),
    alignSelf: side(alignSelf),
    justifyContent: side(justify),
    flexWrap: wrap === true || wrap === 'wrap' ? 'wrap' : 'nowrap',
  };
  return (
    <div className="hs-flex" style={style}>
      {children}
    </div>
  );
}

export const Box = ({
  children,
  flex,
  alignSelf,
}: Container & { flex?: string | number; alignSelf?: string }) => (
  <div style={{ flex: flex === undefined ? undefined : String(flex), alignSelf }}>{children}</div>
);

export const Stack = ({ children, distance = 'small' }: Container & { distance?: string }) => (
  <Flex direction="column" gap={distance}>
    {children}
  </Flex>
);

export const Inline = ({ children, gap = 'small' }: Container & { gap?: string }) => (
  <Flex gap={gap} wrap>
    {children}
  </Flex>
);

export const AutoGrid = ({
  children,
  columnWidth = 200,
  gap = 'small',
}: Container & { columnWidth?: number; gap?: string }) => (
  <div
    style={{
      display: 'grid',
      gap: GAPS[gap],
      gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${columnWidth}px), 1fr))`,
    }}
  >
    {children}
  </div>
);

export const ButtonRow = ({ children }: Container) => (
  <Flex gap="small" wrap>
    {children}
  </Flex>
);

export const Divider = () => <hr />;
export const Spacer = () => <div style={{ height: '1rem' }} />;
export const Tile = ({ children }: Container) => <div className="hs-tile">{children}</div>;

interface AccordionProperties extends Container {
  title: string;
  defaultOpen?: boolean;
  open?: boolean;
  onClick?: () => void;
}

export function Accordion({ title, children, defaultOpen = false, open, onClick }: AccordionProperties) {
  const [isOpen, setIsOpen] = useState(defaultOpen);
  const id = useId();
  const shown = open ?? isOpen;
  const toggle = () => {
    setIsOpen(!shown);
    onClick?.();
  };
  return (
    <div>
      <button
        className="hs-button hs-transparent"
        type="button"
        aria-expanded={shown}
        aria-controls={id}
        onClick={toggle}
      >
        <span aria-hidden="true">{shown ? '▾ ' : '▸ '}</span>
        {title}
      </button>
      <div id={id} className="hs-indent" hidden={!shown}>
        {children}
      </div>
    </div>
  );
}

interface TabProperties extends Container {
  tabId?: string;
  title: string;
}

/** Tabs one below the other, each with its heading: a page without tabs to choose shows all that there is. */
export const Tabs = ({ children }: Container) => (
  <div className="hs-flex" style={{ flexDirection: 'column', gap: '1rem' }}>
    {Children.toArray(children)}
  </div>
);

export const Tab = ({ title, children }: TabProperties) => (
  <section aria-label={title}>
    <h3 className="hs-heading">{title}</h3>
    {children}
  </section>
);
