/**
 * The run card as HTML: how a run stands, the picture of its phases, what was observed at each gate, what
 * became of each acceptance criterion, figures and places. Pure. All words of the run are data from
 * comments and agents: everything goes through `escape`.
 */

import { actions, between, duration, evidenceLine, isAsking, isAwaited, isOver, type Action, type Evidence, type PhaseView, type RunView } from '../model';
import { t } from '../words';
import { nothing, type Counts, type Criterion, type Facts, type Transcript } from './facts';
import { spans } from './history';
import { escape, page } from './html';
import { style } from './style';
import { timeline } from './timeline';

/** What the card offers beside decisions; the editor takes no other name from the page. */
export type Deed = Action | 'answer' | 'diff' | 'apply' | 'openPullRequest' | 'openWorktree' | 'goToRequest' | 'deliverable' | 'transcript' | 'patch' | 'metrics';

/** What is possible here: whether the workspace is trusted, and what this server has. */
export interface Means {
  trusted: boolean;
  /** The server's command `backendFactory.<verb>` is there. */
  offers(verb: string): boolean;
}

/** The whole page, for the first time it is shown. */
export function card(run: RunView, facts: Facts, now: number, nonce: string, means: Means): string {
  return page(run.title, style, body(run, facts, undefined, now, means), nonce, { run: run.id });
}

/** What is within it: later, only this is sent. */
export function body(run: RunView, facts: Facts = nothing, doing: string | undefined, now: number, means: Means): string {
  const until = isOver(run) ? Date.parse(run.updated) : now;
  return `<header>
<h1>${escape(run.title)}</h1>
<p class="state ${escape(run.state)}">${escape(stateWord(run))}</p>
</header>
<p class="message" role="status">${escape(run.message)}</p>
<p class="live"${doing ? '' : ' hidden'}>▸ ${escape(doing ?? '')}</p>
<blockquote>${escape(run.request.text)}</blockquote>
${notes(run)}
<nav aria-label="${escape(t('What you can do'))}">${buttons(run, means).join('\n')}</nav>
${timeline(run, spans(facts.events, until, isAwaited(run)), now)}
<h2>${escape(t('Gates'))}</h2>
<div data-parts>${run.phases.filter((phase) => phase.attempts > 0).map((phase) => gate(run, phase, facts.transcripts)).join('\n') || `<p class="quiet">${escape(t('No phase has been worked yet.'))}</p>`}</div>
<div>${matrix(facts.criteria)}</div>
<div>${others(run.frontend ?? [])}</div>
<div>${figures(run, facts)}</div>
<h2>${escape(t('Run'))}</h2>
<dl>
${fact(t('Id'), run.id)}${fact(t('Agent'), run.agent)}${fact(t('Branch'), run.branch)}${fact(t('Base'), run.base.slice(0, 12))}${fact(t('Commit'), run.commit?.slice(0, 12))}${fact(t('Worktree'), run.worktree)}${fact(t('Pull request'), run.pull_request)}${fact(t('Merged'), run.merged)}</dl>`;
}

function stateWord(run: RunView): string {
  const words = { queued: t('queued'), running: t('running'), waiting: t('waits for you'), blocked: t('needs you'), completed: t('completed'), cancelled: t('cancelled'), failed: t('failed') };
  return words[run.state];
}

/** What a person should know before they decide. */
function notes(run: RunView): string {
  const note = (of: string, words: string) => `<p class="finding ${of}">${escape(words)}</p>`;
  return `<div>${[
    ...(run.questions ?? []).map(({ what, reason }) => note('warning', t('The agent asks: {0} ({1})', what, reason))),
    ...(run.overlaps ?? []).map(({ title, files }) => note('warning', t('"{0}" changes some of the same files: {1}', title, files.join(', ')))),
  ].join('')}</div>`;
}

function buttons(run: RunView, means: Means): string[] {
  const words: Record<Action, string> = {
    approve: t('Approve'),
    retry: t('Retry with Feedback…'),
    waive: run.state === 'waiting' ? t('Accept as Is…') : t('Waive…'),
    recheck: t('Check Again'),
    continue: t('Continue'),
    cancel: t('Cancel Run'),
    resume: t('Resume'),
  };
  const button = (deed: Deed, label: string, main = false) => `<button id="do-${deed}" data-do="${deed}"${main ? ' class="main"' : ''}>${escape(label)}</button>`;
  // Resuming is for a worker that died: the palette has it, a card that is looked at all day has not.
  const decisions = means.trusted ? actions(run).filter((action) => action !== 'resume' && (action !== 'recheck' || means.offers(action))) : [];
  const asking = means.trusted && isAsking(run) ? [button('answer', t('Answer the Agent…'), true)] : [];
  const all = asking.concat(decisions.filter((action) => action !== 'cancel').map((action, index) => button(action, words[action], index === 0)));
  if (means.trusted && run.worktree !== null) all.push(button('diff', t('Show Diff'), all.length === 0 && isOver(run)));
  if (means.trusted && run.state === 'completed') {
    if (means.offers('apply')) all.push(button('apply', t('Apply to Working Tree…')));
    if (means.offers('openPullRequest')) all.push(button('openPullRequest', t('Open Pull Request…')));
  }
  if (run.request.origin) all.push(button('goToRequest', t('Go to Request')));
  if (decisions.includes('cancel')) all.push(button('cancel', words.cancel));
  return all;
}

function gate(run: RunView, phase: PhaseView, transcripts: readonly Transcript[]): string {
  const own = transcripts.map((transcript, index) => ({ ...transcript, index })).filter((transcript) => transcript.phase === phase.number);
  const links = own.map(({ attempt, index }) => `<a href="#" id="transcript-${index}" data-do="transcript" data-index="${index}">${escape(own.length > 1 ? t('Transcript of attempt {0}', attempt) : t('Transcript'))}</a>`);
  if (phase.patch) links.push(`<a href="#" id="patch-${phase.number}" data-do="patch" data-phase="${phase.number}">${escape(t('What was outside its lane'))}</a>`);
  const lines = [
    phase.accepted ? `<p>${escape(t('Taken as it is: {0}', phase.accepted))}</p>` : '',
    phase.waived === null ? '' : `<p>${escape(t('Waived: {0}', phase.waived))}</p>`,
    ...phase.findings.map((finding) => `<p class="finding ${escape(finding.severity)}">${escape(finding.message)}${finding.path ? ` <code>${escape(finding.path)}</code>` : ''}</p>`),
    ...phase.evidence.map((evidence) => `<p class="evidence ${held(evidence) ? 'held' : 'broken'}"><code>${escape(evidenceLine(evidence))}</code></p>`),
    links.length > 0 ? `<p class="links">${links.join(' · ')}</p>` : '',
  ].join('');
  const open = phase.state === 'failed' || phase.state === 'waiting' || phase.state === 'running' || isOver(run);
  const summary = phase.summary === null ? '' : `<span class="quiet">${escape(phase.summary)}</span>`;
  return `<details id="gate-${phase.number}" class="gate-of ${escape(phase.state)}"${open ? ' open' : ''}><summary>${phase.number}. ${escape(phase.name)}${summary}</summary>${lines || `<p class="quiet">${escape(t('Nothing observed yet.'))}</p>`}</details>`;
}

function matrix(criteria: readonly Criterion[]): string {
  if (criteria.length === 0) return '';
  const proven = criteria.filter((row) => row.proven).length;
  const rows = criteria.map((row) => {
    const [word, of] = row.verdict === true ? ['✓ PASS', row.proven ? 'held' : 'warning'] : row.verdict === false ? ['✗ FAIL', 'broken'] : ['–', ''];
    return `<tr><td class="id">${escape(row.criterion)}</td><td class="words">${escape(row.text)}</td><td class="words">${escape(names(row.steps))}</td><td class="tests"><code>${escape(names(row.tests))}</code></td><td class="verdict ${of}">${word}</td></tr>`;
  });
  return `<h2>${escape(t('Acceptance criteria'))} <span class="quiet">${escape(t('{0} of {1} proven', proven, criteria.length))}</span></h2>
<div class="wide" tabindex="0" role="region" aria-label="${escape(t('Acceptance criteria'))}"><table><thead><tr>${[t('Criterion'), '', t('Plan steps'), t('Tests'), t('Verdict')].map((head) => `<th scope="col">${escape(head)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** UI work is another project's: a dependency, never an edit. */
function others(work: readonly string[]): string {
  return work.length === 0 ? '' : `<h2>${escape(t('For the frontend team'))}</h2><ul>${work.map((one) => `<li>${escape(one)}</li>`).join('')}</ul>`;
}

/** Each once. */
function names(mentions: readonly { what: string }[]): string {
  return [...new Set(mentions.map(({ what }) => what))].join(', ') || '–';
}

function figures(run: RunView, { figures, forecast }: Facts): string {
  if (figures === undefined) return '';
  const people = Object.values(figures.interventions).reduce((sum, count) => sum + count, 0);
  const change = <T>(before: T | null, after: T | null, words: (value: T) => string) =>
    after === null ? null : before === null || words(before) === words(after) ? words(after) : t('{0} before, {1} after', words(before), words(after));
  const count = (counts: Counts) => [t('{0} passed', counts.passed), counts.failed > 0 ? t('{0} failed', counts.failed) : ''].filter(Boolean).join(', ');
  return `<h2>${escape(t('Time and cost'))}</h2>
<dl>
${fact(t('Agents'), duration(figures.agent_ms))}${fact(t('Gates'), duration(figures.gate_ms))}${fact(t('Waiting for you'), `${duration(figures.waiting_ms)}, ${people === 1 ? t('1 decision') : t('{0} decisions', people)}`)}${fact(t('Tests'), change(figures.tests_before, figures.tests_after, count))}${fact(t('Coverage'), change(figures.coverage_before, figures.coverage_after, (value) => `${value.toFixed(1)} %`))}${fact(t('Tokens'), run.usage.tokens?.toLocaleString('en'))}${fact(t('Cost'), run.usage.cost_usd === null ? t('the agent reports none') : `$${run.usage.cost_usd.toFixed(2)}`)}${
    forecast
      ? fact(t('Forecast'), `${t('runs here take {0} without waiting for you', between(forecast.working_ms))}${forecast.cost_usd ? `, $${forecast.cost_usd.map((usd) => usd.toFixed(2)).join(' – $')}` : ''} (${forecast.runs === 1 ? t('from 1 completed run') : t('from {0} completed runs', forecast.runs)})`)
      : ''
  }</dl>
<p><a href="#" id="do-metrics" data-do="metrics">${escape(t('Metrics of all runs'))}</a></p>`;
}

/** A program that did not end well, or tests that failed. */
function held(evidence: Evidence): boolean {
  return evidence.exit_code === 0 && (evidence.tests?.failed ?? 0) === 0;
}

function fact(name: string, value: string | null | undefined): string {
  return value ? `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>` : '';
}

export { escape } from './html';
