"""The style and the script of the page. Both stand in the page itself; its policy lets nothing else run."""

STYLE = """
:root{--paper:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--band:#f6f8fa;--crowd:#1f5fbf;--you:#a2480b;
--prize:#6b2fb3;--loss:#b3261e;--work:#6e7781;--good:#1a6e3c;color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--soft:#9aa4b0;--line:#30363d;
--band:#161b22;--crowd:#79a9ff;--you:#f0a36b;--prize:#c9a0ff;--loss:#ff8b82;--work:#9aa4b0;--good:#6bd08f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.2rem;margin:2rem 0 .4rem}
p{max-width:48rem;margin:.4rem 0}.soft{color:var(--soft)}
dl.sums{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.6rem;margin:1rem 0}
dl.sums div{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .7rem;background:var(--band)}
dt{color:var(--soft);font-size:.85rem}dd{margin:0;font-size:1.3rem;font-variant-numeric:tabular-nums}
dd small{display:block;font-size:.8rem;color:var(--soft)}
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:.4rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.3rem .6rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
th{background:var(--band);vertical-align:bottom;overflow-wrap:normal}
tbody tr:last-child td{border-bottom:0}
td{overflow-wrap:normal}td:first-child{min-width:9rem;max-width:16rem;overflow-wrap:anywhere}td:nth-child(2){min-width:7rem}td:has(.flags){min-width:12rem}
ul.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;margin-left:0}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.n,td.word{white-space:nowrap}
th.n{max-width:7.5rem}
th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible,summary:focus-visible,a:focus-visible{
outline:2px solid var(--crowd);outline-offset:2px}
th[aria-sort=ascending] button::after{content:" \\25B2"}th[aria-sort=descending] button::after{content:" \\25BC"}
.flags span{display:inline-block;border:1px solid var(--line);border-radius:.7rem;padding:0 .5rem;margin:.1rem;
font-size:.8rem;white-space:nowrap}.flags .bad{border-color:var(--loss);color:var(--loss)}
svg{max-width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:var(--ink)}
svg .soft{fill:var(--soft)}svg .grid{stroke:var(--line)}.crowd{fill:var(--crowd)}.you{fill:var(--you)}
.prize{fill:var(--prize)}.loss{fill:var(--loss)}.work{fill:var(--work)}.supply{fill:var(--prize)}
.nday{fill:var(--you)}.front{fill:none;stroke:var(--good);stroke-width:2}.dot{fill:var(--good)}
details{margin:.2rem 0}summary{cursor:pointer}ul{margin:.2rem 0 .2rem 1.2rem;padding:0}
@media (max-width:30rem){body{padding:.6rem}th,td{padding:.3rem .4rem}}
@media print{:root{color-scheme:light}body{max-width:none}.wide{overflow:visible;border:0}
table{font-size:.68rem}th,td{padding:.15rem .25rem}td{overflow-wrap:anywhere}
td:first-child,td:nth-child(2),td:has(.flags){min-width:0}
.flags span{font-size:.62rem;padding:0 .25rem;white-space:normal}
th button::after{content:""!important}
details::details-content{content-visibility:visible;height:auto}section{break-inside:avoid-page}}
"""

SCRIPT = """
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => head.querySelector("button").addEventListener("click", () => {
    const up = head.getAttribute("aria-sort") === "descending";
    heads.forEach(other => other.setAttribute("aria-sort", "none"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const value = row => row.cells[at].dataset.v ?? row.cells[at].textContent;
    const numbers = table.tBodies[0].rows[0]?.cells[at].dataset.v !== undefined;
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => (numbers ? value(a) - value(b) : value(a).localeCompare(value(b))) * (up ? 1 : -1));
    table.tBodies[0].append(...rows);
  }));
}
"""
