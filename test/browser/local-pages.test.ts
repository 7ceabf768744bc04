import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { hasBrowser, launchBrowser, wcagViolations } from '../support/browser.ts';
import { startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

interface Addresses {
  readonly web: string;
  readonly issuer: string;
}

async function openForm(page: Page, { web }: Addresses): Promise<void> {
  await page.goto(web);
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
}

async function signIn(page: Page, addresses: Addresses, name = 'Dev Okafor'): Promise<void> {
  await openForm(page, addresses);
  await page.getByLabel(name).check();
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signOut(page: Page, addresses: Addresses): Promise<void> {
  await signIn(page, addresses);
  await page.goto(`${addresses.issuer}/session/end`);
  await page.getByRole('button', { name: 'Yes, sign out' }).click();
}

/** Every page of a local copy, with how to get there and what it is called. */
const PAGES: readonly {
  readonly name: string;
  readonly heading: string;
  readonly open: (page: Page, addresses: Addresses) => Promise<unknown>;
}[] = [
  {
    name: 'the front page',
    heading: 'Claims for the cost of training',
    open: (page, { web }) => page.goto(web),
  },
  { name: 'the sign-in form', heading: 'Sign in', open: openForm },
  {
    name: 'the sign-in form with an error',
    heading: 'Sign in',
    open: async (page, addresses) => {
      await openForm(page, addresses);
      await page.getByRole('button', { name: 'Sign in' }).click();
    },
  },
  {
    name: 'the page of somebody who is signed in',
    heading: 'You are signed in as Dev Okafor',
    open: (page, addresses) => signIn(page, addresses),
  },
  {
    name: 'the page of a sign-in that failed',
    heading: 'You are not signed in',
    open: (page, { web }) => page.goto(`${web}sign-in/callback?error=access_denied`),
  },
  {
    name: 'the question before signing out',
    heading: 'Do you want to sign out?',
    open: async (page, addresses) => {
      await signIn(page, addresses);
      await page.getByRole('link', { name: 'Sign out' }).click();
    },
  },
  { name: 'the page after signing out', heading: 'You are signed out', open: signOut },
  {
    name: 'the page of a link that is wrong',
    heading: 'You cannot sign in from here',
    open: (page, { issuer }) => page.goto(`${issuer}/auth?client_id=nobody`),
  },
];

/** The element that has the focus: what it is, its value, and the outline that shows it. */
const FOCUSED = `(() => {
  const { activeElement: element } = document;
  return [element.tagName, String(element.value ?? ''), getComputedStyle(element).outlineStyle];
})()`;

describe.skipIf(!hasBrowser)('the pages of a local copy', () => {
  let copy: RunningCopy;
  let browser: Browser;
  let addresses: Addresses;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [copy, browser] = await Promise.all([startCopy(), launchBrowser()]);
    const web = copy.api.replace(/v1$/, '');
    const ready: unknown = await (await fetch(`${web}ready`)).json();
    addresses = z.object({ web: z.literal(web), issuer: z.url() }).parse(ready);
  });
  afterAll(async () => {
    await browser.close();
    await copy.close();
  });
  const inWindow = async (options: Parameters<Browser['newContext']>[0]): Promise<void> => {
    context = await browser.newContext(options);
    context.setDefaultTimeout(10_000);
    page = await context.newPage();
  };

  const heading = (): Promise<string> => page.getByRole('heading', { level: 1 }).innerText();

  const narrow = { width: 320, height: 256 };
  const style = (selector: string, property: string): Promise<unknown> =>
    page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`);

  describe.each(PAGES)('$name', ({ heading: expected, open }) => {
    beforeAll(async () => {
      await inWindow({ viewport: { width: 1_280, height: 800 } });
      await open(page, addresses);
    });
    afterAll(() => context.close());

    it('says what it is: its language, one heading, and a title', async () => {
      expect(await heading()).toBe(expected);
      expect(await page.locator('html').getAttribute('lang')).toBe('en-GB');
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await page.title()).toMatch(
        /^(Error: )?[A-Z].* - Learning and Development Support Scheme, local copy$/,
      );
    });

    it('meets WCAG 2.2 AA as far as axe can tell, wide and narrow', async () => {
      expect(await wcagViolations(page)).toEqual([]);
      await page.setViewportSize(narrow);
      expect(await wcagViolations(page)).toEqual([]);
    });

    it('needs no sideways scrolling at 400% zoom of a window of 1280 pixels', async () => {
      await page.setViewportSize(narrow);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    });

    it('prints dark on white, without buttons, on the width of an A4 page', async () => {
      await page.setViewportSize({ width: 680, height: 1_000 });
      await page.emulateMedia({ media: 'print' });
      expect(await style('.band', 'backgroundColor')).toBe('rgba(0, 0, 0, 0)');
      expect(await style('.band .inner > *', 'color')).toBe('rgb(0, 0, 0)');
      for (const button of await page.locator('button, .button').all()) {
        expect(await button.isVisible()).toBe(false);
      }
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(680);
    });
  });

  describe('without JavaScript', () => {
    beforeEach(() => inWindow({ javaScriptEnabled: false }));
    afterEach(() => context.close());

    it('take somebody through an error to a token that the API accepts, and out again', async () => {
      await openForm(page, addresses);
      await page.getByRole('button', { name: 'Sign in' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('Choose the person to sign in as');
      await page.getByLabel('Maureen Appleby').check();
      await page.getByRole('button', { name: 'Sign in' }).click();
      expect(await heading()).toBe('You are signed in as Maureen Appleby');
      const token = await page.getByLabel('Access token').inputValue();
      const answer = await fetch(`${addresses.web}v1/claims`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
      await page.getByRole('link', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Yes, sign out' }).click();
      expect(page.url()).toBe(addresses.web);
      expect(await heading()).toBe('Claims for the cost of training');
    });

    it('ask again who somebody is who wants to be somebody else', async () => {
      await signIn(page, addresses);
      await page.getByRole('link', { name: 'Sign in as somebody else' }).click();
      await page.getByLabel('Grace Bello').check();
      await page.getByRole('button', { name: 'Sign in' }).click();
      expect(await heading()).toBe('You are signed in as Grace Bello');
    });

    it('say to somebody who is not signed in that they are signed out', async () => {
      await page.goto(`${addresses.issuer}/session/end`);
      expect(await heading()).toBe('You are signed out');
    });

    it('use a sign-in once: going back to its address says so and shows no token', async () => {
      await signIn(page, addresses);
      await page.goto(page.url());
      expect(await heading()).toBe('You are not signed in');
      expect(await page.getByLabel('Access token').count()).toBe(0);
    });
  });

  describe('with the keyboard alone', () => {
    beforeEach(() => inWindow({}));
    afterEach(() => context.close());

    /** What has the focus, and whether one can see that it has. */
    const focused = async () => {
      const [tag, value, outline] = z
        .tuple([z.string(), z.string(), z.string()])
        .parse(await page.evaluate(FOCUSED));
      const words = tag === 'INPUT' ? value : await page.locator(':focus').innerText();
      return { tag, words, seen: outline !== 'none' };
    };
    const tabTo = async (words: string): Promise<void> => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        const now = await focused();
        expect(now.seen, `${now.tag} ${now.words}`).toBe(true);
        if (now.words === words) return;
      }
      throw new Error(`Tab never came to ${words}`);
    };

    it('begin with a way past the header', async () => {
      await page.goto(addresses.web);
      await page.keyboard.press('Tab');
      expect((await focused()).words).toBe('Skip to the content');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect((await focused()).words).toBe('Sign in');
    });

    it('sign somebody in, after an error that leads to the list, and out again', async () => {
      await page.goto(addresses.web);
      await tabTo('Sign in');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await tabTo('Sign in');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      await tabTo('Choose the person to sign in as');
      await page.keyboard.press('Enter');
      expect((await focused()).words).toBe('owner@meadow');
      await page.keyboard.press('ArrowDown');
      expect((await focused()).words).toBe('submitter@meadow');
      await tabTo('Sign in');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'You are signed in as Dev Okafor' }).waitFor();
      await tabTo('Sign out');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Do you want to sign out?' }).waitFor();
      await tabTo('Yes, sign out');
      await page.keyboard.press('Enter');
      await page.waitForURL(addresses.web);
      expect(await heading()).toBe('Claims for the cost of training');
    });
  });

  describe('with everything that a browser does', () => {
    beforeEach(() => inWindow({}));
    afterEach(() => context.close());

    it('link to addresses that answer', async () => {
      await page.goto(addresses.web);
      const links = await page.evaluate(`[...document.querySelectorAll('main a')].map(({ href }) => href)`);
      const places = z.array(z.url()).min(5).parse(links);
      expect(places).toContain(`${addresses.web}v1/openapi.json`);
      for (const place of places) expect((await context.request.get(place)).status(), place).toBe(200);
    });

    it('run no script and load nothing from elsewhere', async () => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await signIn(page, addresses);
      const hosts = new Set(asked.map((url) => new URL(url).origin));
      expect(hosts).toEqual(new Set([new URL(addresses.web).origin, addresses.issuer]));
      expect(asked.filter((url) => /\.(js|css|woff2?|png|svg)$/.test(url))).toEqual([]);
    });
  });
});
