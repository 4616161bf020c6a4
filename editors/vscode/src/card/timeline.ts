/** The phases of a run as a picture: one line each, on a common scale of time, drawn as inline SVG. */

import { duration, span, type PhaseView, type RunView } from '../model';
import { t } from '../words';
import { escape } from './html';
import { scale, type Span } from './history';

const WIDTH = 1000;
const marks = { pending: '·', running: '▸', waiting: '?', completed: '✓', waived: '–', failed: '✗', stale: '~' };

export function timeline(run: RunView, all: readonly Span[], now: number): string {
  const from = Date.parse(run.created);
  const to = Math.max(from + 1, ...all.map((span) => span.to));
  const place = scale(all, from, to);
  const rows = run.phases.map((phase) => row(phase, all.filter((span) => span.phase === phase.number), place, now));
  return `<section class="timeline" data-parts aria-label="${escape(t('Phases'))}">${rows.join('')}${all.length > 0 ? legend(all) : ''}</section>`;
}

function row(phase: PhaseView, own: readonly Span[], place: (at: number) => number, now: number): string {
  // Without the time that a person was awaited, where the journal tells.
  const worked = own.reduce((sum, { kind, from, to }) => (kind === 'person' ? sum : sum + to - from), 0);
  const took = worked > 0 ? duration(worked) : span(phase.started, phase.finished, now);
  const name = `${phase.number}. ${escape(phase.name)}`;
  const opens = phase.deliverable !== null && phase.attempts > 0;
  const label = t('Phase {0}, {1}, {2}', phase.number, phase.name, phase.state);
  return `<div class="phase ${escape(phase.state)}" role="group" aria-label="${escape(label)}">
<span class="mark" aria-hidden="true">${marks[phase.state]}</span>
<span class="name">${opens ? `<a href="#" id="open-${phase.number}" data-do="deliverable" data-phase="${phase.number}" title="${escape(t('Open Deliverable'))}">${name}</a>` : name}</span>
<span class="role">${escape(phase.role)}${phase.attempts > 1 ? escape(`, ${t('attempt {0}', phase.attempts)}`) : ''}</span>
<svg class="track" viewBox="0 0 ${WIDTH} 14" preserveAspectRatio="none" role="img" aria-label="${escape(own.map(said).join('; ') || t('not begun'))}"><rect class="rail" x="0" y="6" width="${WIDTH}" height="2"/>${own.map((span) => bar(span, place)).join('')}</svg>
<span class="took">${took}</span>
</div>`;
}

function bar(span: Span, place: (at: number) => number): string {
  const left = WIDTH * place(span.from);
  const width = Math.max(span.kind === 'person' ? 0 : 5, WIDTH * place(span.to) - left);
  if (width < 3) return ''; // nobody waited there
  const [y, height] = span.kind === 'person' ? [4, 6] : [2, 10];
  const broken = span.kind === 'gate' && span.passed === false ? ' broken' : '';
  return `<rect class="${span.kind}${broken}" x="${Math.min(left, WIDTH - 5).toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${height}"><title>${escape(said(span))}</title></rect>`;
}

function said(span: Span): string {
  const took = duration(span.to - span.from);
  switch (span.kind) {
    case 'agent':
      return t('attempt {0}: agent at work for {1}', span.attempt, took);
    case 'gate':
      return span.passed === false ? t('attempt {0}: gate stayed shut after {1}', span.attempt, took) : t('attempt {0}: gate at work for {1}', span.attempt, took);
    case 'person':
      return t('waited {0} for a person', took);
  }
}

function legend(all: readonly Span[]): string {
  const swatch = (of: string, words: string) => `<span><svg viewBox="0 0 24 12" aria-hidden="true"><rect class="${of}" x="1" y="1" width="22" height="10"/></svg>${escape(words)}</span>`;
  const has = (test: (span: Span) => boolean) => all.some(test);
  return `<p class="legend">${[
    has(({ kind }) => kind === 'agent') ? swatch('agent', t('agent at work')) : '',
    has(({ kind, passed }) => kind === 'gate' && passed !== false) ? swatch('gate', t('gate at work')) : '',
    has(({ passed }) => passed === false) ? swatch('gate broken', t('gate stayed shut')) : '',
    has(({ kind }) => kind === 'person') ? swatch('person', t('waiting for you (shortened)')) : '',
  ].join('')}</p>`;
}
