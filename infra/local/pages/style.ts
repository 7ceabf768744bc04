/**
 * Dark blue and ink on white: every text has a contrast of 7 to 1 or more, targets are at least 44 px high, and
 * everything wraps down to 320 px. Sizes are in rem, so that they follow the reader's own.
 */
export const STYLE = `
:root{color-scheme:light;--ink:#1c2126;--quiet:#4a5259;--blue:#1b3a6b;--line:#c9cfd6;--wash:#f2f5f9;--alarm:#98131b}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:#fff;color:var(--ink);font:1.125rem/1.55 -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;
overflow-wrap:break-word}
.band{background:var(--blue);color:#fff}
.inner,main{margin:0 auto;max-width:56rem;padding-inline:clamp(1rem,4vw,2rem)}
.band .inner{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1rem;padding-block:.875rem}
.band a,.band span{color:#fff;font-weight:700;text-decoration:none}
.band a:hover{text-decoration:underline}
.band .stage{border:1px solid #fff;border-radius:1rem;font-size:.9375rem;font-weight:400;padding:0 .75rem}
.notice{background:var(--wash);border-bottom:1px solid var(--line)}
.notice .inner{padding-block:.625rem;font-size:1rem}
.notice p{margin:0;max-width:none}
.skip{position:absolute;left:-999rem;background:#fff;color:var(--blue);padding:.75rem 1rem}
.skip:focus{position:static;display:block}
main{flex:1;width:100%;padding-block:clamp(1.5rem,5vw,3rem)}
h1,h2,h3{line-height:1.2;margin:0 0 1rem;text-wrap:balance}
h1{font-size:clamp(1.75rem,1.4rem + 2vw,2.5rem);letter-spacing:-.01em}
h2{font-size:1.5rem;margin-top:2.5rem}
h3{font-size:1.1875rem;margin-bottom:.25rem}
p,ul,dl{margin:0 0 1rem;max-width:42rem}
.lead{font-size:1.25rem;color:var(--quiet)}
.quiet-text{color:var(--quiet)}
a{color:var(--blue);text-underline-offset:.15em}
a:hover{text-decoration-thickness:.15em}
:focus-visible{outline:3px solid var(--ink);outline-offset:3px;box-shadow:0 0 0 3px #ffd23f}
code,pre,textarea{font-family:ui-monospace,"Liberation Mono",Consolas,monospace;font-size:.9375rem}
code{overflow-wrap:anywhere}
pre{background:var(--wash);border-left:4px solid var(--blue);margin:0 0 1rem;padding:.875rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere}
.links{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1rem;max-width:none}
.links li{border:1px solid var(--line);border-top:4px solid var(--blue);padding:1rem 1.125rem}
.links a{display:inline-block;font-weight:700;padding-block:.375rem}
.links p{margin:0;color:var(--quiet);font-size:1.0625rem}
.people{max-width:none;margin-bottom:1.75rem}
.people div{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:0 1rem;border-bottom:1px solid var(--line);padding:.5rem 0}
.people dt code{display:block;font-weight:400;color:var(--quiet)}
.people dd{margin:0}
fieldset{border:0;margin:0 0 1.5rem;padding:0;min-width:0}
legend{font-size:1.25rem;font-weight:700;margin-bottom:.75rem;padding:0}
.group{margin-bottom:1.25rem}
.group h2{font-size:1.0625rem;color:var(--quiet);margin:0 0 .5rem}
.choices{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));gap:.5rem 1.5rem}
.choice{position:relative;display:grid;grid-template-columns:3rem 1fr;align-content:start;border:1px solid var(--line);padding:.5rem .75rem .625rem .25rem}
.choice:has(:checked){border-color:var(--blue);background:var(--wash);box-shadow:inset 4px 0 0 var(--blue)}
.choice input{position:relative;z-index:1;grid-row:1/3;justify-self:center;width:1.5rem;height:1.5rem;margin:.375rem 0 0;accent-color:var(--blue)}
.choice label{font-weight:700;min-height:2.25rem;padding-top:.25rem}
.choice label::after{content:"";position:absolute;inset:0}
.choice p{grid-column:2;margin:0;color:var(--quiet);font-size:1.0625rem}
.error{border:4px solid var(--alarm);margin-bottom:2rem;padding:1rem 1.25rem}
.error h2{margin:0 0 .5rem;font-size:1.25rem}
.error a{color:var(--alarm);display:inline-block;font-weight:700;padding-block:.25rem}
.problem{color:var(--alarm);font-weight:700;margin:0 0 .75rem}
.wrong{border-left:4px solid var(--alarm);padding-left:1rem}
fieldset:has(.problem){border-left:4px solid var(--alarm);padding-left:1rem}
button,.button{display:inline-block;background:var(--blue);border:2px solid var(--blue);border-radius:.25rem;color:#fff;cursor:pointer;
font:inherit;font-weight:700;line-height:1.4;min-height:2.75rem;margin:0 .75rem .75rem 0;padding:.5rem 1.5rem;text-decoration:none}
button:hover,.button:hover{background:#12294e;border-color:#12294e}
button.quiet,.button.quiet{background:#fff;color:var(--blue)}
button.quiet:hover,.button.quiet:hover{background:var(--wash)}
textarea{field-sizing:content;line-height:1.4;min-height:8rem;width:100%;border:2px solid var(--ink);border-radius:0;color:var(--ink);padding:.625rem;resize:vertical}
label.over{display:block;font-weight:700;margin-bottom:.375rem}
dt{font-weight:700}
footer{background:var(--wash);border-top:1px solid var(--line);color:var(--quiet);font-size:1rem}
footer p{margin:0;padding-block:1.25rem}
@media print{
body{display:block;font-size:11pt}
.band{background:none;border-bottom:2pt solid #000}
.band a,.band span,.band .stage{color:#000;border-color:#000}
.notice{background:none}
.skip,.button,button{display:none}
a{color:#000}
main a[href^="http"]::after{content:" (" attr(href) ")";font-size:9pt;font-weight:400;overflow-wrap:anywhere}
.links{display:block}
.links li,.people div,.choice,pre{break-inside:avoid}
.links li{border:0;padding:0 0 8pt}
h2,h3{break-after:avoid}
footer{background:none}
pre{border:1pt solid #000;background:none}
}
`;
