/**
 * The run card as HTML: how a run stands, a timeline of its phases, and what was observed at each gate.
 * Pure, and without a script but the one that sends the buttons' names. All words of the run are data
 * from comments and agents: everything goes through `escape`.
 */

import { actions, duration, evidenceLine, phaseAtHand, type Action, type Evidence, type PhaseView, type RunView } from './model';

const words: Record<Action, string> = { approve: 'Approve', retry: 'Retry with feedback…', waive: 'Waive…', continue: 'Continue', cancel: 'Cancel run', resume: 'Resume' };

/**
 * @param nonce for the content security policy: nothing without it is run, and nothing is ever loaded
 * @param trusted whether decisions may be made in this workspace
 */
export function card(run: RunView, now: number, nonce: string, trusted: boolean): string {
  const buttons = trusted ? actions(run.state).map((action) => `<button data-do="${action}" class="${action === 'approve' ? 'main' : ''}">${words[action]}</button>`) : [];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>${escape(run.title)}</title>
<style nonce="${nonce}">${style(run, now)}</style>
</head>
<body>
<header>
<h1>${escape(run.title)}</h1>
<p class="state ${run.state}">${escape(run.state)}</p>
</header>
<p class="message">${escape(run.message)}</p>
<blockquote>${escape(run.request.text)}</blockquote>
<nav>${buttons.join('\n')}</nav>
<section aria-label="Phases" class="timeline">
${run.phases.map((phase) => row(phase, now)).join('\n')}
</section>
<h2>Gates</h2>
${run.phases.filter((phase) => phase.attempts > 0).map(gate).join('\n') || '<p class="quiet">No phase has been worked yet.</p>'}
<h2>Run</h2>
<dl>
${fact('Id', run.id)}${fact('Agent', run.agent)}${fact('Branch', run.branch)}${fact('Base', run.base.slice(0, 12))}${fact('Commit', run.commit?.slice(0, 12))}${fact('Worktree', run.worktree)}${fact('Tokens', run.usage.tokens?.toLocaleString('en'))}${fact('Cost', run.usage.cost_usd === null ? null : `$${run.usage.cost_usd.toFixed(2)}`)}</dl>
<script nonce="${nonce}">
const editor = acquireVsCodeApi();
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-do]');
  if (button) editor.postMessage({ do: button.dataset.do, phase: Number(button.dataset.phase) || undefined });
});
</script>
</body>
</html>`;
}

function row(phase: PhaseView, now: number): string {
  const took = phase.started === null ? '' : duration(Math.max(0, (phase.finished === null ? now : Date.parse(phase.finished)) - Date.parse(phase.started)));
  const marks = { pending: '', running: '▸', waiting: '?', completed: '✓', waived: '–', failed: '✗', stale: '~' };
  const title = `Phase ${phase.number}, ${phase.name}, ${phase.state}`;
  const name = `${phase.number}. ${escape(phase.name)}`;
  const opens = phase.deliverable !== null && phase.attempts > 0;
  return `<div class="phase ${phase.state}" aria-label="${escape(title)}">
<span class="mark">${marks[phase.state]}</span>
<span class="name">${opens ? `<a href="#" data-do="deliverable" data-phase="${phase.number}">${name}</a>` : name}</span>
<span class="role">${escape(phase.role)}${phase.attempts > 1 ? `, attempt ${phase.attempts}` : ''}</span>
<span class="track"><span class="bar" id="bar-${phase.number}"></span></span>
<span class="took">${took}</span>
</div>`;
}

function gate(phase: PhaseView): string {
  const lines = [
    phase.summary === null ? '' : `<p>${escape(phase.summary)}</p>`,
    phase.waived === null ? '' : `<p>Waived: ${escape(phase.waived)}</p>`,
    ...phase.evidence.map((evidence) => `<p class="evidence ${held(evidence) ? 'held' : 'broken'}"><code>${escape(evidenceLine(evidence))}</code></p>`),
    ...phase.findings.map((finding) => `<p class="finding ${finding.severity}">${escape(finding.message)}${finding.path ? ` <code>${escape(finding.path)}</code>` : ''}</p>`),
  ];
  return `<section class="gate"><h3>${phase.number}. ${escape(phase.name)}</h3>${lines.join('') || '<p class="quiet">Nothing observed yet.</p>'}</section>`;
}

function held(evidence: Evidence): boolean {
  return evidence.exit_code === 0 && (evidence.tests?.failed ?? 0) === 0;
}

function fact(name: string, value: string | null | undefined): string {
  return value ? `<dt>${name}</dt><dd>${escape(value)}</dd>` : '';
}

/** Where each phase lies on the run's time: in the style sheet, because the policy allows no inline styles. */
function bars(run: RunView, now: number): string {
  const time = (text: string | null) => (text === null ? now : Date.parse(text));
  const from = Date.parse(run.created);
  const to = Math.max(from + 1, phaseAtHand(run) && run.state !== 'completed' ? now : Date.parse(run.updated), ...run.phases.map((phase) => (phase.started === null ? 0 : time(phase.finished))));
  const percent = (at: number) => (100 * (at - from)) / (to - from);
  return run.phases
    .filter((phase) => phase.started !== null)
    .map((phase) => {
      const left = Math.min(99, Math.max(0, percent(time(phase.started))));
      const width = Math.max(1, Math.min(100, percent(time(phase.finished))) - left);
      return `#bar-${phase.number}{left:${left.toFixed(2)}%;width:${width.toFixed(2)}%}`;
    })
    .join('');
}

function style(run: RunView, now: number): string {
  return `
body{max-width:60rem;margin:0 auto;padding:1rem 1.5rem;color:var(--vscode-foreground);font:var(--vscode-font-size)/1.5 var(--vscode-font-family)}
header{display:flex;align-items:baseline;gap:1rem}h1{font-size:1.6em;font-weight:600;margin:.2em 0}h2{font-size:1.15em;margin:1.6em 0 .5em}h3{font-size:1em;margin:0 0 .2em}
.state{margin:0;padding:0 .6em;border:1px solid currentColor;border-radius:1em;font-size:.9em}
.message{margin:.2em 0;font-weight:600}.quiet,.role,.took{color:var(--vscode-descriptionForeground)}
blockquote{margin:.6em 0;padding:.3em .9em;border-left:3px solid var(--vscode-textBlockQuote-border);background:var(--vscode-textBlockQuote-background);white-space:pre-wrap}
nav{display:flex;flex-wrap:wrap;gap:.5rem;margin:.8rem 0}
button{padding:.3em .9em;border:1px solid var(--vscode-contrastBorder,transparent);border-radius:2px;color:var(--vscode-button-secondaryForeground);background:var(--vscode-button-secondaryBackground);font:inherit;cursor:pointer}
button.main{color:var(--vscode-button-foreground);background:var(--vscode-button-background)}
button:focus-visible,a:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:2px}
.phase{display:grid;grid-template-columns:1.2em 16em 15em 1fr 4.5em;gap:.6em;align-items:center;padding:.15em 0}
.track{position:relative;height:.7em;background:var(--vscode-editorWidget-background);border:1px solid var(--vscode-contrastBorder,transparent);border-radius:.35em;overflow:hidden}
.bar{position:absolute;top:0;bottom:0;border-radius:.35em;background:currentColor}.took{text-align:right}
.completed,.held{--c:var(--vscode-testing-iconPassed)}.running{--c:var(--vscode-progressBar-background)}.waiting,.stale{--c:var(--vscode-editorWarning-foreground)}
.failed,.blocked,.broken,.error{--c:var(--vscode-editorError-foreground)}.warning{--c:var(--vscode-editorWarning-foreground)}
.state,.mark,.bar{color:var(--c,var(--vscode-descriptionForeground))}
a{color:var(--vscode-textLink-foreground);text-decoration:none}a:hover{text-decoration:underline}
.gate{margin:0 0 .9em;padding-left:.9em;border-left:3px solid var(--vscode-editorWidget-border)}.gate p{margin:.1em 0}
.evidence,.finding{padding-left:1.3em;position:relative}.evidence::before,.finding::before{position:absolute;left:0;color:var(--c)}
.held::before{content:"✓"}.broken::before,.error::before{content:"✗"}.warning::before{content:"!"}
code{font-family:var(--vscode-editor-font-family);font-size:.95em;color:inherit;background:none}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1.2em;margin:0}dt{color:var(--vscode-descriptionForeground)}dd{margin:0;overflow-wrap:anywhere;font-family:var(--vscode-editor-font-family);font-size:.95em}
@media (max-width:44rem){.phase{grid-template-columns:1.2em 1fr 5em}.role,.track{display:none}}
${bars(run, now)}`;
}

/** Text for HTML, in content and in quoted attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
