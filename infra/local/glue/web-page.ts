import type { Ready } from '../command/ready-file.ts';
import type { SeededPerson } from '../seeded-people.ts';

const STYLE = `
  body { font: 1.1875rem/1.5 Arial, Helvetica, sans-serif; color: #0b0c0c; background: #fff; margin: 0; }
  header { background: #1d3557; color: #fff; }
  header p, main { max-width: 50rem; margin: 0 auto; padding: 1rem; }
  h1 { line-height: 1.2; }
  a { color: #1a4a8a; }
  a:focus { outline: 3px solid #0b0c0c; background: #ffdd00; color: #0b0c0c; }
  table { border-collapse: collapse; width: 100%; }
  caption { text-align: left; font-weight: bold; padding: 0.5rem 0; }
  th, td { text-align: left; padding: 0.5rem 0.5rem 0.5rem 0; border-bottom: 1px solid #b1b4b6; vertical-align: top; }
`;

export interface WebPage {
  readonly ready: Ready;
  readonly people: readonly SeededPerson[];
}

/** The page at the root of a local copy: what this is, and where its parts are. */
export function webPage({ ready, people }: WebPage): string {
  const rows = people.map(
    ({ subject, name, description }) =>
      `<tr><th scope="row"><code>${escape(subject)}</code></th><td>${escape(name)}</td><td>${escape(description)}</td></tr>`,
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Learning and Development Support Scheme claims: local copy</title>
<style>${STYLE}</style>
</head>
<body>
<header><p>Local copy. Every person, employer and sum in it is invented.</p></header>
<main>
<h1>Learning and Development Support Scheme claims</h1>
<p>This service pays adult social care employers back for training. You are looking at a copy that runs on this
machine alone: nothing that you do here reaches anybody, and nobody is paid.</p>
<h2>Where things are</h2>
<ul>
<li><a href="${escape(ready.api)}/scheme">The API</a>, which begins with what it says about the scheme</li>
<li><a href="/ready">Readiness</a>: the addresses of this copy, for programs</li>
<li><a href="${escape(ready.issuer)}">Sign-in</a>: the service that signs tokens for the people below</li>
</ul>
<table>
<caption>Who can sign in</caption>
<thead><tr><th scope="col">Sign-in name</th><th scope="col">Name</th><th scope="col">What they do</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
<p>For a token on the command line: <code>npm run --silent token -- owner@meadow</code></p>
</main>
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
