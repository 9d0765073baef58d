/** Markup that is safe to put into a page. */
export interface Html {
  markup: string;
}

/** Escapes every value that is not markup itself, so that a lead's name cannot become part of the page. */
export function html(strings: TemplateStringsArray, ...values: (string | Html | Html[])[]): Html {
  const markup = (value: string | Html | Html[]): string => {
    if (typeof value === 'string')
      return value.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
    return Array.isArray(value) ? value.map(each => each.markup).join('') : value.markup;
  };
  return { markup: String.raw({ raw: strings }, ...values.map(markup)) };
}
