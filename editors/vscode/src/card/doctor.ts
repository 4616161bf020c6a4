/** What is here and what is missing, as a page: what has to be mended first. Pure; the rules of the card. */

import { t } from '../words';
import { escape, page } from './html';
import { style } from './style';

/** A line of `backend-factory doctor --json`. */
export interface Check {
  area: string;
  name: string;
  state: 'good' | 'absent' | 'warning' | 'bad';
  found: string;
  next: string | null;
}

const looks: Record<Check['state'], { mark: string; of: string }> = {
  bad: { mark: '✗', of: 'broken' },
  warning: { mark: '!', of: 'warning' },
  good: { mark: '✓', of: 'held' },
  absent: { mark: '–', of: 'pending' },
};

export function doctorPage(checks: readonly Check[], nonce: string): string {
  const order: Check['state'][] = ['bad', 'warning', 'good', 'absent'];
  const sorted = order.flatMap((state) => checks.filter((check) => check.state === state));
  const bad = checks.filter((check) => check.state === 'bad').length;
  const head = bad === 0 ? t('Everything that is needed is here.') : bad === 1 ? t('1 thing has to be mended.') : t('{0} things have to be mended.', bad);
  const rows = sorted.map(({ area, name, state, found, next }) => {
    const look = looks[state] ?? looks.warning;
    const todo = next ? `<br><b>${escape(t('Next: {0}', next))}</b>` : '';
    return `<tr class="${look.of}"><td class="verdict" aria-label="${escape(state)}">${look.mark}</td><td class="id quiet">${escape(area)}</td><td class="id">${escape(name)}</td><td class="words${state === 'absent' ? ' quiet' : ''}">${escape(found)}${todo}</td></tr>`;
  });
  const body = `<h1>${escape(t('Doctor'))}</h1><p class="message">${escape(head)}</p><div class="wide" tabindex="0" role="region" aria-label="${escape(t('Doctor'))}"><table><tbody>${rows.join('')}</tbody></table></div>`;
  return page(t('Doctor'), style, body, nonce);
}
