import type { ReactNode } from 'react';

const made = new Map<string, (properties: { children?: ReactNode }) => ReactNode>();

/** In place of a component that is not mapped: a red dashed box with its name, which tests look for. The same for the same name. */
export function Unknown(name: string): (properties: { children?: ReactNode }) => ReactNode {
  const known = made.get(name);
  if (known !== undefined) return known;
  const Box = ({ children }: { children?: ReactNode }) => (
    <div className="hs-unknown" data-unknown={name}>
      {`${name} is not mapped here`}
      {children}
    </div>
  );
  made.set(name, Box);
  return Box;
}
