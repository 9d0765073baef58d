import type { ReactNode } from 'react';

interface Part {
  children?: ReactNode;
}

interface Cell extends Part {
  align?: 'left' | 'center' | 'right';
  colSpan?: number;
}

/** Scrolls within itself where it is wider than its place, and by keyboard, too. */
export const Table = ({ children }: Part) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
  <div className="hs-scroll" tabIndex={0}>
    <table>{children}</table>
  </div>
);

export const TableHead = ({ children }: Part) => <thead>{children}</thead>;
export const TableBody = ({ children }: Part) => <tbody>{children}</tbody>;
export const TableFooter = ({ children }: Part) => <tfoot>{children}</tfoot>;
export const TableRow = ({ children }: Part) => <tr>{children}</tr>;
export const TableHeader = ({ children, align, colSpan }: Cell) => (
  <th scope="col" colSpan={colSpan} style={{ textAlign: align }}>
    {children}
  </th>
);
export const TableCell = ({ children, align, colSpan }: Cell) => (
  <td colSpan={colSpan} style={{ textAlign: align }}>
    {children}
  </td>
);
