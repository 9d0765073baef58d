import type { Locale } from '@aix/shared-scoring';

/** Columns of text, wide enough for a page, with a scroll bar of their own where it is narrow. */
export function table(heads: string[], rows: (string | Html)[][]): Html {
  return html`<div class="wide"><table><thead><tr>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(row => html`<tr>${row.map(cell => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`;
}

/** A whole page under its title. */
export function page(title: string, content: Html, locale: Locale = 'en'): string {
  return html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
html { background: light-dark(#fff, #121212); color: light-dark(#111, #fff) } a { color: light-dark(#0645ad, #a9bcff) }
body { background: inherit; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: min(1.5rem, 7.5vw) } h2 { font-size: 1.1rem; margin-top: 2rem } h3 { font-size: 1rem; margin: 0 }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
.box { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem; padding: 1rem; margin: 1rem 0 }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: flex-start; margin-top: .75rem }
.box p { margin: .25rem 0 } .bad { border-color: light-dark(#b3261e, #f2b8b5) } .bad strong { color: light-dark(#b3261e, #f2b8b5) }
.good { border-color: light-dark(#146c2e, #7bd88f) }
summary { cursor: pointer; padding: .35rem 0 } label { display: block; margin: .6rem 0 .2rem } label.choice { display: inline-block; margin: 0 1rem 0 0 }
fieldset { border: 0; padding: 0; margin: .8rem 0 0 } legend { padding: 0; font-weight: 600 }
input:not([type=checkbox]), select { font: inherit; padding: .35rem .5rem; width: 100%; max-width: 28rem; box-sizing: border-box }
.if-daily, .if-gathered { margin-top: .6rem }
form:not(:has([name=when] [value=day]:checked)) .if-daily, form:has([name=when] [value=now]:checked) .if-gathered { display: none }
button { font: inherit; padding: .35rem .9rem; cursor: pointer } form { margin: 0 }
</style></head><body><main>
<h1>${title}</h1>
${content}
</main></body></html>`.markup;
}

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
