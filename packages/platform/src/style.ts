/** The look of the pages: the reader's own font and colours, one column, on a phone each row of a table as a list. */
export const style = `
:root { color-scheme: light dark; --line: #8884; --quiet: #5f6368; --good: #0b6b35; --bad: #b3261e; --wait: #7a5200 }
@media (prefers-color-scheme: dark) { :root { --quiet: #a6abb3; --good: #6fd196; --bad: #ff9b92; --wait: #f0c36a } }
* { box-sizing: border-box }
html { background: Canvas; color: CanvasText }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; margin-bottom: 1.5rem }
h1 { font-size: 1.5rem; margin: 0 }
h2 { font-size: 1.125rem; margin: 2.5rem 0 .5rem }
p { margin: .25rem 0 1rem; max-width: 42rem }
.quiet { color: var(--quiet) }
.empty { border: 1px dashed var(--line); border-radius: .5rem; padding: 1.5rem; max-width: 42rem }
.empty p:last-child { margin-bottom: 0 }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .5rem 1.25rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-weight: 600; white-space: nowrap }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
time { font-variant-numeric: tabular-nums; white-space: nowrap }
td { overflow-wrap: break-word; min-width: 6rem; max-width: 24rem }
td p { margin: 0; min-width: 14rem }
a { color: inherit }
a:focus-visible { outline: 3px solid Highlight; outline-offset: 2px }
.state { font-weight: 600; white-space: nowrap }
.state::before { content: ''; display: inline-block; width: .6em; height: .6em; border-radius: 50%; margin-right: .5em; background: currentColor }
.delivered { color: var(--good) } .failed { color: var(--bad) } .running { color: var(--wait) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; margin: 1rem 0 }
dt { color: var(--quiet) } dd { margin: 0; overflow-wrap: anywhere }
pre { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; overflow-x: auto; font: 14px/1.5 ui-monospace, monospace }
code { font: .9em ui-monospace, monospace }
@media (max-width: 44rem) {
  thead { display: none }
  table, tbody { display: block }
  tr { display: block; padding: .625rem 0; border-bottom: 1px solid var(--line) }
  tr:first-child { border-top: 1px solid var(--line) }
  td, td.number { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 .75rem; max-width: none; padding: .125rem 0; border: 0; text-align: left; white-space: normal }
  td::before { content: attr(data-column); color: var(--quiet) }
  td > * { grid-column: 2; justify-self: start }
  td p { min-width: 0 }
  dl { grid-template-columns: 6.5rem minmax(0, 1fr); gap: .25rem .75rem }
  time { white-space: normal }
  pre { white-space: pre-wrap; overflow-wrap: anywhere }
}
`
