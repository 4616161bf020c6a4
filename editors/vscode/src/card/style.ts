/**
 * How our pages look: only the theme's own colours, so that they follow light, dark and high contrast.
 * In high contrast nothing is said by a filling alone: everything has the theme's border.
 */
export const style = `
body{margin:0;padding:0;color:var(--vscode-foreground);background:var(--vscode-editor-background);font:var(--vscode-font-size)/1.5 var(--vscode-font-family)}
main{max-width:66rem;margin:0 auto;padding:1rem 1.5rem 2rem}
header{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem .8rem}
h1{font-size:1.6em;font-weight:600;line-height:1.3;margin:.2em 0;overflow-wrap:anywhere}
h2{font-size:1.15em;font-weight:600;margin:1.8em 0 .6em;padding-bottom:.2em;border-bottom:1px solid var(--line)}
h3{font-size:1em;margin:0 0 .2em}
:root{--line:var(--vscode-contrastBorder,var(--vscode-editorWidget-border,var(--vscode-widget-border,#8884)));--quiet:var(--vscode-descriptionForeground)}
.state{margin:0;padding:0 .7em;border:1px solid var(--c,currentColor);border-radius:1em;color:var(--c);font-size:.9em;white-space:nowrap}
.message{margin:.2em 0 .6em;font-weight:600;overflow-wrap:anywhere}
.live{margin:.2em 0 .6em;color:var(--quiet);overflow-wrap:anywhere}
.quiet,.role,.took,figcaption,.legend{color:var(--quiet)}
blockquote{margin:.6em 0;padding:.3em .9em;border-left:3px solid var(--vscode-textBlockQuote-border);background:var(--vscode-textBlockQuote-background);white-space:pre-wrap;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:.5rem;margin:.9rem 0}
button{padding:.3em .9em;border:1px solid var(--vscode-contrastBorder,var(--vscode-button-border,var(--line)));border-radius:3px;color:var(--vscode-button-secondaryForeground);background:var(--vscode-button-secondaryBackground);font:inherit;cursor:pointer}
button:hover{background:var(--vscode-button-secondaryHoverBackground)}
button.main{color:var(--vscode-button-foreground);background:var(--vscode-button-background)}button.main:hover{background:var(--vscode-button-hoverBackground)}
button:focus-visible,a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:2px}
a{color:var(--vscode-textLink-foreground);text-decoration:none}a:hover{color:var(--vscode-textLink-activeForeground);text-decoration:underline}
.timeline{display:grid;grid-template-columns:1.2em max-content max-content minmax(6em,1fr) max-content;column-gap:.9em;margin:1.4em 0 0}
.phase{display:grid;grid-template-columns:subgrid;grid-column:1/-1;align-items:center;padding:.12em 0}
.phase .took{text-align:right;white-space:nowrap}.mark{text-align:center}
svg.track{display:block;width:100%;height:1em;overflow:visible}
.rail{fill:var(--vscode-editorWidget-background);stroke:var(--vscode-contrastBorder,transparent);vector-effect:non-scaling-stroke}
.agent{fill:var(--vscode-charts-blue)}.gate{fill:var(--vscode-charts-green)}.gate.broken{fill:var(--vscode-charts-red)}
.person{fill:none;stroke:var(--vscode-editorWarning-foreground,var(--vscode-charts-orange));stroke-width:1.5;stroke-dasharray:3 2;vector-effect:non-scaling-stroke}
.agent,.gate{stroke:var(--vscode-contrastBorder,none);vector-effect:non-scaling-stroke}
.legend{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:.2em 1.4em;margin:.5em 0 0;font-size:.92em;align-items:center}
.legend span{display:inline-flex;align-items:center;gap:.45em}.legend svg{width:1.5em;height:.8em}
.completed,.held{--c:var(--vscode-charts-green)}.running{--c:var(--vscode-progressBar-background)}.waiting,.stale,.warning{--c:var(--vscode-editorWarning-foreground)}
.failed,.blocked,.broken,.error{--c:var(--vscode-editorError-foreground)}
.mark{color:var(--c,var(--quiet))}.pending .name{color:var(--quiet)}
ul{margin:0;padding-left:1.3em}li{overflow-wrap:anywhere}
details{margin:0 0 .7em;padding-left:.9em;border-left:3px solid var(--c,var(--line))}
summary{cursor:pointer;font-weight:600;overflow-wrap:anywhere}summary .quiet{font-weight:400;margin-left:.5em}
details p{margin:.15em 0;overflow-wrap:anywhere}
.evidence,.finding{padding-left:1.4em;position:relative}.evidence::before,.finding::before{position:absolute;left:.1em;color:var(--c)}
.evidence.held::before{content:"✓"}.evidence.broken::before,.finding.error::before{content:"✗"}.finding.warning::before{content:"!"}
code{padding:0;font-family:var(--vscode-editor-font-family);font-size:.95em;color:inherit;background:none;overflow-wrap:anywhere}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{padding:.3em .8em .3em 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--quiet)}td.id,td.verdict,td.number{white-space:nowrap}td.number,th.number{text-align:right}td.words{overflow-wrap:anywhere}td.tests{min-width:15em;overflow-wrap:anywhere}
.verdict{color:var(--c)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15em 1.4em;margin:0}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
@media (max-width:48rem){.timeline{grid-template-columns:1.2em max-content minmax(5em,1fr) max-content}.role{display:none}}
@media (max-width:30rem){.timeline{grid-template-columns:1.2em 1fr max-content}svg.track,.legend{display:none}main{padding:.6rem .8rem}}
@media (forced-colors:active){.agent,.gate{forced-color-adjust:none}}
`;
