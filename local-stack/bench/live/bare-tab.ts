import type { Browser } from 'playwright-core';

/**
 * A tab of somebody whose browser knows nothing yet, without Playwright's page around it: that listens to the network, and whatever a page asks
 * for is then described to it by the page's own main thread, some .2 to .3 ms a request. Nobody's browser does that.
 */
export interface BareTab {
  go(url: string): Promise<void>;
  /** As a hand does it: no script of ours runs in the page. */
  click(x: number, y: number): Promise<void>;
  close(): Promise<void>;
}

/** What a tab sends back. */
interface Answer {
  id: number;
  error?: { message: string };
}

/** @see https://chromedevtools.github.io/devtools-protocol/tot/Target/ (a session within the browser's, as Playwright keeps its own ones to itself) */
export async function openBareTab(browser: Browser): Promise<BareTab> {
  const session = await browser.newBrowserCDPSession();
  const { browserContextId } = await session.send('Target.createBrowserContext');
  const { targetId } = await session.send('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
  const open = new Map<number, PromiseWithResolvers<void>>();
  let asked = 0;
  session.on('Target.receivedMessageFromTarget', event => {
    if (event.sessionId !== sessionId) return;
    const { id, error } = JSON.parse(event.message) as Answer;
    if (error) open.get(id)?.reject(new Error(`the tab refused: ${error.message}`));
    else open.get(id)?.resolve();
    open.delete(id);
  });
  const ask = async (method: string, params: object) => {
    const answer = Promise.withResolvers<void>();
    asked += 1;
    open.set(asked, answer);
    const message = JSON.stringify({ id: asked, method, params });
    await session.send('Target.sendMessageToTarget', { sessionId, message });
    await answer.promise;
  };
  return {
    go: url => ask('Page.navigate', { url }),
    async click(x, y) {
      const mouse = (type: string, more: object = {}) =>
        ask('Input.dispatchMouseEvent', { type, x, y, ...more });
      await mouse('mouseMoved');
      await mouse('mousePressed', { button: 'left', buttons: 1, clickCount: 1 });
      await mouse('mouseReleased', { button: 'left', clickCount: 1 });
    },
    async close() {
      await session.send('Target.disposeBrowserContext', { browserContextId });
      await session.detach();
    },
  };
}
