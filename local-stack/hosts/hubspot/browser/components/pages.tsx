import type { ReactNode } from 'react';

interface Words {
  children?: ReactNode;
}

export const PageTitle = ({ children }: Words) => <h2 className="hs-page-title">{children}</h2>;
export const PageHeader = ({ children }: Words) => <div className="hs-page-header">{children}</div>;
export const PageHeaderPrimaryAction = ({ children }: Words) => <div>{children}</div>;
export const PageHeaderSecondaryActions = ({ children }: Words) => <div>{children}</div>;
export const PageBreadcrumbs = ({ children }: Words) => <nav aria-label="Breadcrumbs">{children}</nav>;
export const PageBreadcrumbsCurrent = ({ children }: Words) => <span aria-current="page">{children}</span>;

/** Another page of the app. */
export const PageLink = ({ to, children }: Words & { to?: string }) => (
  <a href={`?path=${encodeURIComponent(to ?? '/')}`}>{children}</a>
);
export const PageBreadcrumbsPageLink = PageLink;
export const PageHeaderPageLink = PageLink;

export const SettingsView = ({ children }: Words) => <div>{children}</div>;
