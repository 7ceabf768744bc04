import { createHash } from 'node:crypto';
import type { Html } from './html.ts';
import { html, trusted } from './html.ts';

/** Black and dark blue on white: every text has a contrast of 7 to 1 or more. Targets are at least 44 px high. */
const STYLE = `
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#111;font:1.125rem/1.5 system-ui,sans-serif}
header{background:#1b2f5c;color:#fff;padding:.75rem 0}
header p,main{margin:0 auto;max-width:44rem;padding:0 1rem}
main{padding-block:2rem}
h1{font-size:1.875rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.25rem;margin:0 0 .5rem}
fieldset{border:0;margin:0 0 2rem;padding:0}
legend{font-weight:700;margin-bottom:.75rem;padding:0}
.choice{display:grid;grid-template-columns:2.75rem 1fr;align-items:start;margin-bottom:.75rem}
.choice input{width:1.5rem;height:1.5rem;margin:.625rem 0 0;accent-color:#1b2f5c}
.choice label{display:block;padding:.5rem 0 0;min-height:2.75rem;font-weight:600}
.choice p{grid-column:2;margin:0;color:#333}
.error{border:4px solid #a4161a;margin-bottom:2rem;padding:1rem}
.error a{color:#a4161a;font-weight:700}
.problem{color:#a4161a;font-weight:700;margin:0 0 .75rem}
button{background:#1b2f5c;border:2px solid #1b2f5c;color:#fff;cursor:pointer;font:inherit;font-weight:700;
min-height:2.75rem;margin:0 .75rem .75rem 0;padding:.5rem 1.25rem}
button.quiet{background:#fff;color:#1b2f5c}
:focus-visible{outline:3px solid #111;outline-offset:3px;box-shadow:0 0 0 3px #ffd23f}
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Sent with every page. Pages run no script, load nothing and cannot be framed. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

/** A whole page. `title` is also what a screen reader says first. */
export function page(title: string, main: Html): string {
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - Local sign-in</title>
        ${trusted(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <header><p>Local sign-in: works on this machine only, with made-up people</p></header>
        <main>${main}</main>
      </body>
    </html>`.html;
}
