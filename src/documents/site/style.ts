/** The look of every page: two themes, from 360 pixels to a wide screen, and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --page: #fff; --card: #f6f8fa; --line: #d0d7de; --link: #0b57a4; --mark: #fff3c4; --key: #0b6b3a; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #a3adb8; --page: #0f1318; --card: #181e26; --line: #343d48; --link: #79b8ff; --mark: #4a3c00; --key: #6fd99a; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.55 system-ui, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, input:focus-visible, button:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; padding-block: 1rem; border-bottom: 1px solid var(--line); }
header nav { display: flex; gap: 1rem; flex-wrap: wrap; }
header .name { font-weight: 700; margin-right: auto; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .5rem; z-index: 1; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 1.5rem 0 .5rem; } h2 { font-size: 1.3rem; margin: 2rem 0 .5rem; } h3 { font-size: 1.05rem; margin: 0; } h4 { font-size: .95rem; margin: 1rem 0 .25rem; }
code { font: .9em/1.5 ui-monospace, "Cascadia Mono", Consolas, monospace; background: var(--card); border-radius: 3px; padding: .05em .25em; }
.soft { color: var(--soft); } .lead { font-size: 1.1rem; max-width: 46rem; margin: .25rem 0 1rem; }
ul { padding-left: 1.25rem; margin: .25rem 0; } li { margin: .2rem 0; }
.search { align-items: center; display: flex; gap: .5rem; flex-wrap: wrap; } .search input { flex: 1 1 16rem; min-width: 0; }
.search input, .search button { font: inherit; padding: .45rem .7rem; border: 1px solid var(--soft); border-radius: 6px; background: var(--page); color: var(--text); }
.search button { background: var(--card); cursor: pointer; }
.results { list-style: none; padding: 0; margin: .5rem 0 0; } .results li { margin: 0; } .results a { display: block; padding: .5rem .6rem; border-radius: 6px; text-decoration: none; border: 1px solid transparent; }
.results a:hover, .results a:focus-visible { background: var(--card); border-color: var(--line); } .results b { font-family: ui-monospace, Consolas, monospace; font-size: .92em; } .results span { display: block; color: var(--soft); font-size: .92rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); } th { font-weight: 600; } td.number, th.number { text-align: right; }
.field { border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: .75rem 0; } .field:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.field h3 a { color: inherit; text-decoration: none; } .field h3 a:hover { text-decoration: underline; } .field p { margin: .25rem 0; }
.facts { display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; padding: 0; margin: .5rem 0; } .facts li { background: var(--card); border: 1px solid var(--line); border-radius: 99px; padding: 0 .6rem; font-size: .87rem; margin: 0; } .facts code { background: none; padding: 0; }
.cms { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); } .cms > div { min-width: 0; }
.changed { border-left: 4px solid var(--key); padding-left: .75rem; margin: .5rem 0; } .unset { background: var(--mark); border-radius: 6px; padding: .4rem .6rem; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--link); } pre { overflow: auto; max-height: 32rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .75rem; font: .82rem/1.45 ui-monospace, "Cascadia Mono", Consolas, monospace; overflow-wrap: normal; }
.index { columns: 16rem; list-style: none; padding: 0; } .index li { break-inside: avoid; margin: 0; padding: .1rem 0; }
footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-block: 1rem 2rem; color: var(--soft); font-size: .9rem; }
@media (max-width: 40rem) { .wide { display: none; } h1 { font-size: 1.4rem; } .field { padding: .75rem; } }
@media print { :root { color-scheme: light; --text: #000; --page: #fff; --card: #fff; --line: #999; --link: #000; --soft: #333; --key: #000; } header nav, .search, .skip { display: none; } .field { break-inside: avoid-page; } pre { max-height: none; white-space: pre-wrap; } }
`;
