import { Children, type ReactNode } from 'react';

interface Words {
  children?: ReactNode;
}

interface TextProperties extends Words {
  format?: { fontWeight?: string; italic?: boolean; lineDecoration?: string; textTransform?: string };
  variant?: string;
  inline?: boolean;
  truncate?: unknown;
}

export function Text({ children, format = {}, variant, inline }: TextProperties) {
  const Element = inline ? 'span' : 'div';
  const isBold = ['bold', 'demibold'].includes(format.fontWeight ?? '');
  return (
    <Element
      className={`hs-text ${variant === 'microcopy' ? 'hs-small' : ''} ${isBold ? 'hs-bold' : ''}`}
      style={{
        fontStyle: format.italic ? 'italic' : undefined,
        textDecoration: format.lineDecoration === 'strikethrough' ? 'line-through' : undefined,
      }}
    >
      {children}
    </Element>
  );
}

export const Heading = ({ children }: Words) => <h3 className="hs-heading">{children}</h3>;

interface LinkProperties extends Words {
  href?: string | { url: string; external?: boolean };
  onClick?: () => void;
}

/** Addresses of HubSpot's own record pages lead to those of this host. */
export function Link({ children, href, onClick }: LinkProperties) {
  if (href === undefined)
    return (
      <button className="hs-button hs-transparent" type="button" onClick={() => onClick?.()}>
        {children}
      </button>
    );
  const url = typeof href === 'string' ? href : href.url;
  return (
    <a href={url.replace(/^https:\/\/app\.hubspot\.com(?=\/contacts\/)/, '')} onClick={() => onClick?.()}>
      {children}
    </a>
  );
}

export function List({ children, variant = 'unordered' }: Words & { variant?: string }) {
  const Element = variant.startsWith('ordered') ? 'ol' : 'ul';
  return (
    <Element className={`hs-list ${variant.endsWith('styled') ? 'hs-marked' : ''}`}>
      {Children.toArray(children).map((child, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the items of a list have no other name
        <li key={index}>{child}</li>
      ))}
    </Element>
  );
}

export const DescriptionList = ({ children, direction = 'column' }: Words & { direction?: string }) => (
  <dl className={`hs-descriptions hs-${direction}`}>{children}</dl>
);

export const DescriptionListItem = ({ label, children }: Words & { label: string }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

const ICONS: Readonly<Record<string, string>> = {
  upCarat: '▲',
  downCarat: '▼',
  success: '✓',
  warning: '⚠',
  info: 'ⓘ',
  edit: '✎',
  refresh: '↻',
  link: '🔗',
};

/** A sign of our own in place of HubSpot's drawing, for the eye; its words are for who listens. */
export const Icon = ({ name, screenReaderText }: { name: string; screenReaderText?: string }) => (
  <span className="hs-icon">
    <span aria-hidden="true">{ICONS[name] ?? '◆'}</span>
    {screenReaderText !== undefined && <span className="hs-spoken">{screenReaderText}</span>}
  </span>
);

export const Tag = ({ children }: Words & { variant?: string }) => <span className="hs-tag">{children}</span>;
export const StatusTag = Tag;

export const Image = ({ src, alt = '', width }: { src: string; alt?: string; width?: number }) => (
  <img src={src} alt={alt} width={width} />
);
