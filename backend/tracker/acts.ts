import { type Pages, type Properties, pathOf, type Recorder } from './pages.ts';

const SIGNAL = /^[a-z][a-z0-9_]{0,59}$/;

/**
 * Notes clicks on what bears `data-aix-click`, and forms that are sent: the names of their fields, never what stands in them. The
 * attribute's value (`data-aix-submit` of a form) names the signal.
 */
export function watchActs(record: Recorder, { here }: Pages): void {
  const listen = (type: 'click' | 'submit', selector: string, act: (element: Element) => void) =>
    document.addEventListener(
      type,
      event => {
        const element = (event.composedPath()[0] as Element).closest?.(selector);
        if (element && !element.closest('[data-aix-ignore]')) act(element);
      },
      true,
    );
  listen('click', '[data-aix-click]', element => {
    const { aixClick = '' } = (element as HTMLElement).dataset;
    const isSignal = SIGNAL.test(aixClick);
    const properties: Properties = here();
    if (aixClick && !isSignal) properties.name = aixClick.slice(0, 100);
    const { localName, host, pathname } = element as HTMLAnchorElement;
    // Links in drawings have no host.
    if (localName === 'a' && host) properties.to = host + pathOf(pathname);
    record(isSignal ? aixClick : 'click', properties);
  });
  listen('submit', 'form', form => {
    const { aixSubmit = '' } = (form as HTMLElement).dataset;
    const names = [...(form as HTMLFormElement).elements].map(field => field.getAttribute('name'));
    const fields = [...new Set(names.filter(Boolean))].join(',').slice(0, 500);
    const signal = SIGNAL.test(aixSubmit) ? aixSubmit : 'form_submit';
    record(signal, { ...here(), form: form.getAttribute('id'), fields });
  });
}
