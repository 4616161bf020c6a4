/**
 * HTML as text, for pages that show words of comments and agents: all of it goes through `escape`. The
 * page has a policy under which nothing is ever loaded and only its own script runs.
 */

/** Text for HTML, in content and in quoted attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * What every page of ours does: it sends what was clicked, and takes a new body. Only what has changed is
 * replaced, so that a button that is being pressed, or has the focus, stays what it is.
 */
const script = `
const editor = acquireVsCodeApi();
const main = document.querySelector('main');
const kept = main.dataset.state;
if (kept) editor.setState(JSON.parse(kept));
document.addEventListener('click', (event) => {
  const target = event.target.closest('[data-do]');
  if (!target) return;
  event.preventDefault();
  editor.postMessage({ do: target.dataset.do, phase: Number(target.dataset.phase) || undefined, index: target.dataset.index === undefined ? undefined : Number(target.dataset.index) });
});
window.addEventListener('message', ({ data }) => {
  if (typeof data?.body !== 'string') return;
  const focused = document.activeElement?.id;
  const fresh = document.createElement('main');
  fresh.innerHTML = data.body;
  for (const one of fresh.querySelectorAll('details')) {
    const before = document.getElementById(one.id);
    if (before) one.open = before.open; // as the person left it
  }
  renew(main, fresh);
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
});
function renew(before, after) {
  if (before.isEqualNode(after)) return;
  const [old, young] = [[...before.children], [...after.children]];
  const same = before.hasAttribute('data-parts') || before === main;
  if (!same || old.length !== young.length || old.some((one, at) => one.tagName !== young[at].tagName || one.id !== young[at].id)) {
    before === main ? main.replaceChildren(...after.childNodes) : before.replaceWith(after);
    return;
  }
  old.forEach((one, at) => renew(one, young[at]));
}`;

/**
 * @param nonce for the content security policy
 * @param state what the editor is to know of this page when it comes back after a restart
 */
export function page(title: string, style: string, body: string, nonce: string, state?: object): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>${escape(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main${state ? ` data-state="${escape(JSON.stringify(state))}"` : ''}>${body}</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}
