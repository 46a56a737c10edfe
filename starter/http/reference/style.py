"""How the reference looks: as the pages of customers do, and wider where there is room for its contents beside it."""

from starter.http.pages.style import STYLE as PAGES

STYLE = (
    PAGES
    + """
html { scroll-padding-top: 1rem; }
header, main, footer, nav { max-width: 48rem; margin-left: auto; margin-right: auto; }
main, nav { overflow-wrap: anywhere; }
nav { padding: 0 1.25rem; margin-top: 1.5rem; }
nav ul { list-style: none; margin: 0 0 .75rem; padding: 0; }
nav a { display: block; padding: .25rem 0; text-decoration: none; }
nav a:hover, h3 a:hover { text-decoration: underline; }
nav li li { padding-left: .75rem; font-size: .9375rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; display: block; padding: .75rem 1.25rem; }
h2 { font-size: 1.375rem; margin: 3rem 0 .5rem; }
nav h2 { font-size: 1.125rem; margin: 0 0 .5rem; }
h3 { font-size: 1.0625rem; margin: 0; line-height: 1.4; }
h3 a { color: var(--ink); text-decoration: none; }
h4 { font-size: .9375rem; margin: 1.25rem 0 .25rem; color: var(--soft); }
.method { font-weight: 700; color: var(--accent); }
.path, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .9em; }
.operation, .schema { border-top: 1px solid var(--line); margin-top: 1.75rem; padding-top: 1.25rem; }
.summary { font-weight: 600; }
dl { margin: .25rem 0; }
dl > div { border-top: 1px solid var(--line); padding: .5rem 0; }
dl > div:first-child { border-top: 0; }
dt { font-weight: 600; }
dd { margin: 0 0 0 1rem; }
dd p { margin: .125rem 0; }
dd dl { border-left: 2px solid var(--line); padding-left: .75rem; }
.kind { color: var(--soft); font-size: .9375rem; }
.needed { color: var(--accent); font-size: .875rem; font-weight: 600; }
pre { background: var(--ground); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem;
  margin: .5rem 0; white-space: pre-wrap; }
:target { scroll-margin-top: 1rem; }
@media (min-width: 75rem) {
  body { display: grid; grid-template-columns: 26rem minmax(0, 46rem); column-gap: 1.5rem; justify-content: center; }
  header, footer, .skip { grid-column: 1 / -1; }
  header, main, nav { width: 100%; max-width: none; margin-left: 0; margin-right: 0; }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto;
    padding: 1rem 0 1rem 1.25rem; }
}
@media print { nav, .skip { display: none; } }
"""
)
