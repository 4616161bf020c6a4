/** The host's chat: found when it is there, not missed when it is not. `vscode` is a fake here. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './fake';

type Handler = (request: object, context: object, response: object, token: object) => Promise<{ errorDetails?: { message: string } }>;

/** As far as the participant looks at it. */
function host(chat: object | undefined, trusted = true) {
  class MarkdownString {
    constructor(public value = '') {}
  }
  return { ...(chat ? { chat } : {}), MarkdownString, Uri: { joinPath: () => 'icon' }, workspace: { isTrusted: trusted, workspaceFolders: [] }, window: {} };
}

const log = { info: () => undefined };
const runs = { all: () => [], get: () => undefined, onDidChange: () => ({ dispose: () => undefined }) };
const register = (vscode: object, server: object = {}) => load<typeof import('../src/chat/participant')>('participant', vscode).registerChat({ extensionUri: '' } as never, server as never, runs as never, log as never);

test('a host without a chat has no participant, and no error', () => {
  assert.deepEqual(register(host(undefined)), []);
  assert.deepEqual(register(host({})), []);
  assert.deepEqual(register(host({ createChatParticipant: () => { throw new Error('the proposal is switched off'); } })), []);
});

test('a host with a chat gets it, and errors are answers', async () => {
  let made: { id: string; handler: Handler } | undefined;
  const participant: Record<string, unknown> = {};
  const chat = { createChatParticipant: (id: string, handler: Handler) => ((made = { id, handler }), participant) };
  const asked: unknown[] = [];
  const server = { execute: async (command: string, args: object) => (asked.push([command, args]), Promise.reject(new Error('no agent. Next: install one'))) };
  assert.deepEqual(register(host(chat), server), [participant]);
  assert.equal(made?.id, 'backend-factory.backend');
  const none = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
  const answer = await made!.handler({ command: undefined, prompt: 'implement it' }, {}, {}, none);
  assert.deepEqual(asked, [['backendFactory.run', { text: 'implement it' }]]);
  assert.deepEqual(answer, { errorDetails: { message: 'no agent. Next: install one' } });
  const said: string[] = [];
  const response = { markdown: (text: { value: string }) => said.push(text.value), progress: () => undefined, button: () => undefined };
  assert.deepEqual(await made!.handler({ command: 'status', prompt: '' }, {}, response, none), {});
  assert.equal(said[0], 'No runs yet&#46;\n\n');
});
