/** The components of the package that stand on pages, and what makes elements of them. */
declare module 'lwc' {
  export function createElement(tag: string, options: { is: unknown }): HTMLElement;
}

declare module 'c/scoreCard' {
  const component: unknown;
  export default component;
}

declare module 'c/scoringSetup' {
  const component: unknown;
  export default component;
}

declare module 'c/hottestLeads' {
  const component: unknown;
  export default component;
}
