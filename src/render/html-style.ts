/** The page's style sheet: the picture beside the steps on wide windows, above them on narrow ones and on paper. */
import { colours, darkColours } from "./colours.ts";

export const pageStyle = `
:root{--paper:${colours.paper};--ground:#f3f4f6;--text:${colours.text};--quiet:${colours.quiet};--edge:#d9dde3;--mark:#1d4ed8;--tint:#eff4ff;--wrong:#b91c1c}
@media (prefers-color-scheme:dark){:root{--paper:${darkColours.paper};--ground:#090d12;--text:${darkColours.text};--quiet:${darkColours.quiet};--edge:#2a3440;--mark:#8ab4ff;--tint:#14213a;--wrong:${darkColours.wrong}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1rem;padding:.7rem 1.2rem;background:var(--paper);border-bottom:1px solid var(--edge)}
h1{font-size:1.25rem;margin:0;overflow-wrap:anywhere}
header p{margin:0;color:var(--quiet)}
.picture{position:relative;background:var(--paper);border-bottom:1px solid var(--edge)}
.view{overflow:auto;text-align:center}
.view svg{display:inline-block;max-width:100%;height:auto}
.view svg .paper{fill:none}
.steps{padding:.8rem 1.2rem 4rem}
article{padding:.8rem 1rem 1rem;margin:0 0 .8rem;background:var(--paper);border:1px solid var(--edge);border-radius:8px;scroll-margin:.8rem;overflow-wrap:anywhere}
article:focus{outline:none}
article:target{border-color:var(--mark);box-shadow:0 0 0 1px var(--mark)}
h2{font-size:1.05rem;margin:0}
h2 a{color:inherit;text-decoration:none}
h2 a:hover{text-decoration:underline}
h3{font-size:.8rem;font-weight:600;color:var(--quiet);margin:.8rem 0 .15rem}
p{margin:.15rem 0}
a{color:var(--mark)}
code,pre{font:.87em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
pre{margin:.2rem 0;padding:.5rem .7rem;background:var(--ground);border-radius:6px;overflow:auto}
table{border-collapse:collapse;margin:.15rem 0}
th,td{padding:.08rem .9rem .08rem 0;text-align:left;vertical-align:baseline;font-weight:400}
th{white-space:nowrap}
.badge{display:inline-block;margin-left:.25rem;padding:0 .5rem;border:1px solid var(--edge);border-radius:1rem;font-size:.75rem;font-weight:400;color:var(--quiet)}
.place,.quiet{color:var(--quiet)}
.place{font-size:.82rem}
.problem{color:var(--wrong)}
.outcomes{list-style:none;margin:0;padding:0}
.outcomes li{padding:.35rem 0 .35rem .8rem;border-left:2px solid var(--edge);margin:.35rem 0}
.move{font-weight:600}
.move code{font-weight:400}
.when{color:var(--quiet);font-size:.92em}
.tools{position:absolute;right:.8rem;bottom:.8rem;display:flex;gap:.3rem}
.tools[hidden]{display:none}
button{min-width:2.1rem;height:2.1rem;padding:0 .6rem;font:inherit;font-size:.9rem;color:var(--text);background:var(--paper);border:1px solid var(--edge);border-radius:6px;cursor:pointer}
button:hover{border-color:var(--mark)}
:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
.orchwits a:focus-visible{outline:none}
.orchwits .step a:hover ellipse:first-of-type{fill:var(--tint)}
.orchwits .step a:focus-visible ellipse{stroke:var(--mark);stroke-width:2.4}
.orchwits .selected a ellipse{stroke:var(--mark);stroke-width:2.4;fill:var(--tint)}
.live .view svg{width:100%;height:100%;max-width:none;display:block;touch-action:none;cursor:grab;user-select:none}
.live .view{height:60vh;overflow:hidden}
@media (min-width:60rem){
body{height:100vh;display:flex;flex-direction:column}
main{flex:1;min-height:0;display:grid;grid-template-columns:minmax(0,1fr) minmax(22rem,30rem)}
.picture{border-bottom:0;border-right:1px solid var(--edge);min-height:0;display:flex}
.view,.live .view{flex:1;height:auto;min-width:0}
.steps{overflow:auto;min-height:0}
}
@media print{body,main{display:block;height:auto}.tools{display:none}article{break-inside:avoid}}
`;
