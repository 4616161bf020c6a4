/** The figures of all runs of a clone as a page. Pure; the same rules as for the card. */

import { between, duration } from '../model';
import { t } from '../words';
import type { Figures, Summary } from './facts';
import { escape, page } from './html';
import { style } from './style';

export function metricsPage(runs: readonly Figures[], summary: Summary, nonce: string): string {
  return page(t('Metrics'), style, body(runs, summary), nonce, { metrics: true });
}

function body(runs: readonly Figures[], summary: Summary): string {
  if (runs.length === 0) return `<h1>${escape(t('Metrics'))}</h1><p class="quiet">${escape(t('No runs here yet.'))}</p>`;
  const percent = (rate: number | null | undefined) => (typeof rate === 'number' ? `${Math.round(rate * 100)} %` : '–');
  const heads: [string, boolean][] = [[t('Run'), false], [t('State'), false], [t('Agents'), true], [t('Gates'), true], [t('You'), true], [t('Attempts'), true], [t('Decisions'), true], [t('Cost'), true]];
  const rows = runs.map((run) => {
    const attempts = run.phases.reduce((sum, phase) => sum + phase.attempts, 0);
    const decisions = Object.values(run.interventions).reduce((sum, count) => sum + count, 0);
    const cost = run.usage.cost_usd === null ? '–' : `$${run.usage.cost_usd.toFixed(2)}`;
    const numbers = [duration(run.agent_ms), duration(run.gate_ms), duration(run.waiting_ms), attempts, decisions, cost];
    return `<tr><td class="words">${escape(run.title)}</td><td class="verdict ${escape(run.state)}">${escape(run.state)}</td>${numbers.map((number) => `<td class="number">${escape(String(number))}</td>`).join('')}</tr>`;
  });
  const { forecast } = summary;
  return `<h1>${escape(t('Metrics'))}</h1>
<div class="wide" tabindex="0" role="region" aria-label="${escape(t('Runs'))}"><table><thead><tr>${heads.map(([head, number]) => `<th scope="col"${number ? ' class="number"' : ''}>${escape(head)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>
<h2>${escape(t('Together'))}</h2>
<dl><dt>${escape(t('Completed'))}</dt><dd>${percent(summary.completion_rate)}</dd>
<dt>${escape(t('First attempt passed'))}</dt><dd>${summary.first_pass_rate.map((rate, index) => escape(t('phase {0}: {1}', index + 1, percent(rate)))).join(' · ')}</dd>
<dt>${escape(t('Forecast'))}</dt><dd>${escape(forecast ? `${t('{0} without waiting for you', between(forecast.working_ms))}${forecast.cost_usd ? `, $${forecast.cost_usd[0].toFixed(2)} – $${forecast.cost_usd[1].toFixed(2)}` : ''}` : t('after the first completed run'))}</dd></dl>`;
}
