"""How the inbox looks: light and dark, three panes on wide screens, one on phones."""

STYLE = """\
:root {
  color-scheme: light dark;
  --ground: #fff; --side: #f4f6f9; --ink: #1b2430; --soft: #55606e; --line: #d9dee5; --edge: #7b8593;
  --hover: #e9eef5; --chosen: #dbe7ff; --chosen-ink: #0b2a63; --accent: #1f55c4; --on-accent: #fff;
  --warm: #fff4d6; --warm-ink: #5c4300;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181f; --side: #1b2029; --ink: #e8ecf2; --soft: #a7b1bf; --line: #313945; --edge: #76818f;
    --hover: #252c38; --chosen: #213a68; --chosen-ink: #eaf1ff; --accent: #8ab4ff; --on-accent: #0c1526;
    --warm: #3a3013; --warm-ink: #f4dfa4;
  }
}
* { box-sizing: border-box }
html, body { height: 100% }
body { background: var(--ground); color: var(--ink); display: flex; flex-direction: column; margin: 0;
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif }
h1, h2, p, ul, ol { margin: 0; padding: 0 } ul, ol { list-style: none }
a { color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; border-radius: 6px }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
.unseen, .skip:not(:focus) { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute;
  white-space: nowrap; width: 1px }
.skip { background: var(--ground); left: 8px; padding: 8px 14px; position: absolute; top: 8px; z-index: 2 }

body > header { align-items: center; border-bottom: 1px solid var(--line); display: flex; gap: 16px;
  padding: 10px 18px }
.brand { align-items: center; border-radius: 6px; color: inherit; display: flex; font-size: 18px; font-weight: 650;
  gap: 10px; text-decoration: none }
.notice { background: var(--warm); border-radius: 99px; color: var(--warm-ink); font-size: 13px; padding: 3px 12px }
#status { color: var(--soft); font-size: 13px; margin-left: auto; white-space: nowrap }
form { display: flex; gap: 6px }
input, button { background: var(--ground); border: 1px solid var(--edge); border-radius: 8px; color: inherit;
  font: inherit; min-height: 36px; padding: 4px 12px }
input { width: 15rem } input::placeholder { color: var(--soft); opacity: 1 }
button { cursor: pointer } button:hover { background: var(--hover) }

#status.unseen + form { margin-left: auto }
#places { flex: none }
#places ul { display: flex; gap: 2px }
#places a { border-radius: 8px; color: var(--soft); display: block; padding: 6px 10px; text-decoration: none }
#places a:hover { background: var(--hover); color: var(--ink) }
#places a[aria-current] { background: var(--chosen); color: var(--chosen-ink); font-weight: 600 }

main { display: grid; flex: 1; grid-template-columns: minmax(200px, 17rem) minmax(280px, 25rem) minmax(0, 1fr);
  min-height: 0 }
.pane { min-width: 0; overflow-y: auto; position: relative } .pane + .pane { border-left: 1px solid var(--line) }
.more, .aside { color: var(--soft); font-size: 13px; padding: 10px 18px }
.back { align-items: center; display: none; padding: 4px 14px; text-decoration: none }
.back::before { content: "‹"; font-size: 22px; line-height: 1.2; padding-right: 8px }

#recipients { background: var(--side); padding: 8px }
#recipients h2 { color: var(--soft); font-size: 13px; font-weight: 600; padding: 8px 10px 4px }
#recipients a { align-items: center; border-radius: 8px; color: inherit; display: flex; gap: 8px; min-height: 36px;
  padding: 4px 10px; text-decoration: none }
#recipients a:hover { background: var(--hover) }
#recipients a[aria-current] { background: var(--chosen); color: var(--chosen-ink); font-weight: 600 }
.name { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.count { color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums; font-weight: 400 }
[aria-current] .count { color: inherit }

#mails { outline: none }
#mails > h1, #mails > h2 { background: var(--ground); border-bottom: 1px solid var(--line); font-size: 15px;
  overflow-wrap: anywhere; padding: 14px 18px 10px; position: sticky; top: 0 }
#mails li a { border-bottom: 1px solid var(--line); color: inherit; display: grid; gap: 1px 10px;
  grid-template-columns: minmax(0, 1fr) auto; padding: 10px 18px; text-decoration: none }
#mails li a:hover { background: var(--hover) }
#mails li a[aria-current] { background: var(--chosen); box-shadow: inset 4px 0 var(--accent);
  color: var(--chosen-ink) }
#mails li span { grid-column: 1 / -1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
#mails li .from { font-weight: 600; grid-column: 1 }
#mails time { color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums }
#mails .to { color: var(--soft); font-size: 13px }
#mails li .snippet { -webkit-box-orient: vertical; -webkit-line-clamp: 2; color: var(--soft); display: -webkit-box;
  font-size: 13px; overflow-wrap: anywhere; white-space: normal }
#mails li [aria-current] :is(time, .to, .snippet) { color: inherit }
.turner { display: flex; font-size: 13px; gap: 12px; justify-content: space-between; padding: 12px 18px }
.turner span { color: var(--soft) }

#opened { display: flex; flex-direction: column; outline: none } #opened > .aside { padding-inline: 22px }
.idle { align-items: center; color: var(--soft); justify-content: center; padding: 24px }
.idle > div { max-width: 46rem } .idle h1 { color: var(--ink); font-size: 22px } .idle p { padding: 8px 0 }
.idle pre { background: var(--side); border-radius: 8px; color: var(--ink); margin: 4px 0; padding: 14px;
  white-space: pre-wrap }
.head { column-gap: 12px; display: grid; grid-template-columns: 40px minmax(0, 1fr) auto; padding: 16px 22px 12px;
  position: relative }
.head h1 { font-size: 20px; grid-column: 1 / -1; line-height: 1.3; overflow-wrap: anywhere; padding-bottom: 12px }
.face { align-items: center; background: var(--accent); border-radius: 50%; color: var(--on-accent); display: flex;
  font-size: 18px; font-weight: 600; grid-row: 2 / span 2; height: 40px; justify-content: center }
.who { align-items: baseline; display: flex; flex-wrap: wrap; gap: 2px 10px; grid-column: 2 / -1 }
.who .from { font-weight: 600 } .who span { overflow-wrap: anywhere }
.who .address { color: var(--soft); font-size: 13px }
.head .to { color: var(--soft); grid-column: 2; overflow-wrap: anywhere }
.when { color: var(--soft); font-size: 13px; grid-column: 3; padding: 2px 0 0 12px }
.labels { display: flex; flex-wrap: wrap; gap: 6px; grid-column: 2 / -1; padding-top: 8px }
.labels li { background: var(--side); border: 1px solid var(--line); border-radius: 99px; font-size: 12px;
  overflow-wrap: anywhere; padding: 1px 10px } .attached li::before { content: "Attached: " }
.unsubscribe summary { color: var(--accent); cursor: pointer; font-size: 13px; line-height: 24px; list-style: none;
  text-decoration: underline } .unsubscribe summary::-webkit-details-marker { display: none }
.unsubscribe div { background: var(--ground); border: 1px solid var(--edge); border-radius: 10px;
  box-shadow: 0 8px 24px #0004; left: 74px; margin-top: 4px; max-width: 32rem; overflow-wrap: anywhere;
  padding: 10px 14px; position: absolute; right: 22px; z-index: 1 } .unsubscribe p + p { padding-top: 6px }
.bar { border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 4px 24px;
  justify-content: space-between; padding: 0 22px }
.choices { display: flex; flex-wrap: wrap; gap: 2px 4px }
.choices a { border-bottom: 3px solid transparent; color: var(--soft); padding: 8px 10px 6px; text-decoration: none }
.choices a:hover { color: var(--ink) }
.choices a[aria-current] { border-color: var(--accent); color: var(--ink); font-weight: 600 }

.stage { background: var(--side); display: flex; flex: 1; justify-content: center; min-height: 320px }
iframe { background: #fff; border: 0; color-scheme: light; height: 100%; width: 100% }
.stage.phone { padding: 18px } .stage.phone iframe { border-radius: 22px; box-shadow: 0 0 0 8px var(--edge);
  max-width: 375px }
.exactly { flex: 1; margin: 0; overflow: auto; overflow-wrap: anywhere; padding: 18px 22px; white-space: pre-wrap }
.table { overflow: auto; padding: 6px 22px 24px }
table { border-collapse: collapse; width: 100% }
caption { font-weight: 600; padding: 14px 0 6px; text-align: left }
th, td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; padding: 6px 16px 6px 0; text-align: left;
  vertical-align: top }
th { color: var(--soft); font-weight: 500 } tbody th { width: 14rem }
.table .aside { padding: 12px 0 }

[data-pane="board"] main { grid-template-columns: minmax(0, 1fr) }
#cards { outline: none; padding: 8px 18px 40px } #cards > * { margin-inline: auto; max-width: 52rem }
#cards > h1 { font-size: 20px; padding: 10px 0 }
.asked { align-items: end; flex-wrap: wrap; padding: 4px 0 16px } .asked label { color: var(--soft); font-size: 13px }
.asked :is(input, select) { color: var(--ink); display: block; font-size: 15px; margin-top: 2px }
select { background: var(--ground); border: 1px solid var(--edge); border-radius: 8px; font: inherit;
  min-height: 36px; padding: 4px 8px }
.card { border: 1px solid var(--line); border-radius: 14px; margin-bottom: 14px; padding: 14px 18px 16px }
.card:target { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent) }
.card .line { color: var(--soft); display: flex; flex-wrap: wrap; font-size: 13px; gap: 2px 14px }
.card .line .to { color: var(--ink); font-weight: 600; overflow-wrap: anywhere }
.card .state { background: var(--side); border: 1px solid var(--line); border-radius: 99px; margin-left: auto;
  padding: 0 10px } .card h2 { font-size: 16px; padding-top: 8px }
.card .said { background: var(--side); border-radius: 4px 14px 14px; margin-top: 8px; max-width: 40rem;
  overflow-wrap: anywhere; padding: 10px 14px; white-space: pre-wrap; width: fit-content }
.card dl { color: var(--soft); display: flex; flex-wrap: wrap; font-size: 13px; gap: 2px 18px; margin: 10px 0 0 }
.card dl div { display: flex; gap: 6px } .card dd { color: var(--ink); margin: 0 }
.card .answers { display: grid; gap: 6px; justify-items: end; padding-top: 8px }
.card .answers li { background: var(--chosen); border-radius: 14px 4px 14px 14px; color: var(--chosen-ink);
  overflow-wrap: anywhere; padding: 6px 14px }
.actions { align-items: center; display: flex; flex-wrap: wrap; gap: 8px; padding-top: 12px }
.sheet { border: 1px solid var(--edge); box-shadow: 0 6px 18px #0002; box-sizing: content-box; height: 105mm;
  margin-top: 12px; max-width: 100%; overflow-x: auto; width: 148mm } .sheet iframe { display: block; min-width: 148mm }
.answer button { border-color: transparent; color: var(--accent); font-size: 13px; min-height: 24px; padding: 0 4px;
  text-decoration: underline } .unsubscribe .answer { padding-top: 8px }

[data-pane="empty"] #recipients, [data-pane="empty"] #mails, [data-pane="empty"] header form { display: none }
[data-pane="empty"] main { grid-template-columns: minmax(0, 1fr) } [data-pane="empty"] #opened { border: 0 }

@media (max-width: 1080px) {
  main { grid-template-columns: minmax(180px, 15rem) minmax(0, 1fr) }
  [data-pane="mail"] main { grid-template-columns: minmax(240px, 20rem) minmax(0, 1fr) }
  [data-pane="mail"] #recipients { display: none } [data-pane="mail"] #mails { border: 0 }
  [data-pane="mail"] #mails .back { display: flex }
  :not([data-pane="mail"], [data-pane="empty"]) > main > #opened { display: none }
  .notice strong { font-weight: 400 }
}
@media (max-width: 720px) {
  main, [data-pane="mail"] main { display: block; overflow-y: auto }
  body > header { flex-wrap: wrap; gap: 8px 12px; padding: 8px 14px } form { flex: 1 1 100% } input { flex: 1 }
  .notice { border-radius: 8px; font-size: 12px; order: 3 } [data-pane="mail"] > header form { display: none }
  .card form, .answer { flex: 0 1 auto } [data-pane="board"] #cards { display: block } #cards { padding-inline: 14px }
  #places { flex: 1 1 100%; order: 1 } #places ul { flex-wrap: wrap }
  .actions form { flex-wrap: wrap } .card { padding: 12px 14px }
  .pane { display: none; min-height: 100%; overflow: visible } .pane + .pane { border: 0 }
  [data-pane="recipients"] #recipients, [data-pane="mails"] #mails { display: block }
  [data-pane="mail"] #opened, [data-pane="empty"] #opened { display: flex }
  #recipients a, .back { min-height: 44px }
  .back { display: flex } #mails > h1 { padding: 4px 14px 10px } #mails li a { padding: 10px 14px }
  .head { grid-template-columns: 40px minmax(0, 1fr); padding: 4px 14px 10px }
  .when { grid-column: 2; padding: 0 } .choices a { padding-inline: 6px }
  .bar, .exactly, .table { padding-inline: 14px }
  .widths { display: none } .stage { min-height: 70vh } .stage.phone { padding: 0 }
  .stage iframe, .stage.phone iframe { border-radius: 0; box-shadow: none; height: auto; max-width: none }
  .unsubscribe div { left: 14px; right: 14px }
  tbody th { width: 8rem }
}
@media (forced-colors: active) { [aria-current] { outline: 2px solid } }
"""

ICON = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">\
<rect width="32" height="32" rx="8" fill="#1f55c4"/>\
<path d="M7 10h18v12H7z" fill="none" stroke="#fff" stroke-width="2" stroke-linejoin="round"/>\
<path d="m7 11 9 7 9-7" fill="none" stroke="#fff" stroke-width="2" stroke-linejoin="round"/></svg>
"""
