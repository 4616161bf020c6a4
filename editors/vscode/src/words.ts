/**
 * The words that people read, in one place to be translated: `t` is VS Code's own translation once the
 * extension is active, and plain English before that and in tests. l10n/bundle.l10n.json lists every
 * text; `npm test` holds it to the code, and UPDATE=1 writes it anew. What the server says is its own.
 */

export type Translate = (message: string, ...values: (string | number)[]) => string;

const plain: Translate = (message, ...values) => message.replace(/\{(\d+)\}/g, (all, index: string) => String(values[Number(index)] ?? all));

let translate = plain;

/** Has every word translated by this from now on. */
export function speakWith(translation: Translate): void {
  translate = translation;
}

/** The text in the person's language, with `{0}`, `{1}`, … filled in. */
export const t: Translate = (message, ...values) => translate(message, ...values);
