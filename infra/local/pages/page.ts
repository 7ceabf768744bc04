import { createHash } from 'node:crypto';
import type { Html } from './html.ts';
import { html, trusted } from './html.ts';
import { STYLE } from './style.ts';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Sent with every page. Pages run no script, load nothing and cannot be framed. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

const SERVICE = 'Learning and Development Support Scheme';

export interface Page {
  /** What a screen reader says first; the name of the service follows it. */
  readonly title: string;
  readonly main: Html;
  /** Where the name of the service leads; without it, it is not a link. */
  readonly home?: string;
}

/** A whole page, which says on top that nothing in it is real. */
export function page({ title, main, home }: Page): string {
  const name = home === undefined ? html`<span>${SERVICE}</span>` : html`<a href="${home}">${SERVICE}</a>`;
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - ${SERVICE}, local copy</title>
        ${trusted(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <div class="band">
            <div class="inner">${name} <span class="stage">Local copy</span></div>
          </div>
          <div class="notice">
            <div class="inner">
              <p>
                Every person, employer and sum here is invented. Nothing leaves this machine, and nobody is
                paid.
              </p>
            </div>
          </div>
        </header>
        <main id="main" tabindex="-1">${main}</main>
        <footer>
          <div class="inner"><p>Runs on this machine alone, from the same templates as in the cloud.</p></div>
        </footer>
      </body>
    </html>`.html;
}
