/**
 * Words of others in Markdown that is ours: nothing of them is markup, a link or an icon. VS Code's own
 * `appendText` does that too, but makes every space a hard one, and then lines break within words. Pure.
 */

/** The text as Markdown that shows exactly it. */
export function inert(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+\-.!~<>|&$"'=]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[:@]/g, (character) => `&#${character.charCodeAt(0)};`) // no address becomes a link by itself
    .replace(/\r\n|[\n\r]/g, '  \n');
}
