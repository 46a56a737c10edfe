"""How the pages look: light and dark, from 320 pixels on."""

STYLE = """
:root { color-scheme: light dark; --ground: #f6f4ef; --paper: #ffffff; --ink: #1d2527; --soft: #515c5f;
  --line: #d8d5cc; --edge: #6f797b; --accent: #0d5c56; --on-accent: #ffffff; --good: #e5f2ec; --bad: #fdeceb;
  --bad-ink: #8f1d14; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14191a; --paper: #1c2324; --ink: #e8ecec; --soft: #aab4b6; --line: #38423f; --edge: #869193;
    --accent: #7fd0c4; --on-accent: #10201e; --good: #17322c; --bad: #3a1a18; --bad-ink: #ffb4ab; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.55 system-ui, -apple-system,
  "Segoe UI", Roboto, "Helvetica Neue", sans-serif; overflow-wrap: break-word; }
header, main, footer { max-width: 40rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.5rem; }
.sender { margin: 0; font-weight: 650; color: var(--soft); }
main { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; margin-top: 1rem;
  padding: 1.5rem 1.25rem 2rem; }
footer { color: var(--soft); font-size: .9375rem; padding-bottom: 2rem; }
h1 { font-size: 1.625rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1.125rem; line-height: 1.35; margin: 0 0 .25rem; }
p { margin: .5rem 0; }
fieldset { border: 0; border-top: 1px solid var(--line); margin: 1.5rem 0 0; padding: 1rem 0 0; min-width: 0; }
legend { float: left; width: 100%; font-size: 1.125rem; font-weight: 650; padding: 0; margin: 0 0 .25rem; }
legend + * { clear: both; }
.choice { display: flex; gap: .75rem; align-items: flex-start; padding: .5rem 0; min-height: 2.75rem; cursor: pointer; }
.choice input { flex: none; width: 1.375rem; height: 1.375rem; margin: .125rem 0 0; accent-color: var(--accent); }
.hint { color: var(--soft); font-size: .9375rem; margin: .125rem 0 .375rem; }
.choice .hint { display: block; margin: 0; }
.field { clear: both; }
.field label { display: block; font-weight: 600; }
input[type=date], select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--edge);
  border-radius: .5rem; padding: .5rem .75rem; min-height: 2.75rem; width: 14rem; max-width: 100%; }
button { font: inherit; font-weight: 650; color: var(--on-accent); background: var(--accent);
  border: 2px solid var(--accent); border-radius: .5rem; padding: .5rem 1.25rem; min-height: 2.75rem; max-width: 100%;
  margin-top: 1.25rem; cursor: pointer; }
button.quiet { color: var(--accent); background: transparent; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: .25rem; }
.notice { background: var(--good); border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 1rem; }
.problem { background: var(--bad); border-left: .375rem solid var(--bad-ink); border-radius: .25rem;
  padding: .75rem 1rem; margin: 0 0 1rem; }
.problem ul { margin: .25rem 0; padding-left: 1.25rem; }
.wrong { color: var(--bad-ink); font-weight: 600; margin: .125rem 0 .375rem; clear: both; }
.problem a { color: var(--bad-ink); }
.apart { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.25rem; }
@media (forced-colors: active) { button { border-color: ButtonText; } }
"""
