-- nvim --clean --headless -l editors/neovim/test/spec.lua     (exit code 0: all passed; 0.9 and newer)
-- The plugin against a server that lives in this process and answers by the contract; the real
-- server is driven by tests/editors/neovim/e2e.lua.
local uv = vim.uv or vim.loop
local here = vim.fs.dirname(uv.fs_realpath(debug.getinfo(1, 'S').source:sub(2)))
vim.opt.runtimepath:prepend(vim.fs.dirname(here))

local passed, failed = 0, 0
local function check(name, ok, seen)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
    io.stderr:write(('FAIL %s: %s\n'):format(name, vim.inspect(seen)))
  end
end
local function wait(what)
  return vim.wait(5000, what, 10)
end

-- The server. `sent` holds what the plugin executed; `tell` sends a notification.
local sent, tell = {}, nil
local trigger = { range = { start = { line = 1, character = 0 }, ['end'] = { line = 1, character = 30 } }, title = 'Okta', text = 'implement okta', hash = 'h1', family = 'implement', explicit = false }
local listed = {}
-- All that the plugin asks for by name, but for trust: a server of an earlier day.
local commands = { 'backendFactory.run' }
for _, verb in ipairs({ 'accept', 'showDiff', 'apply', 'openPullRequest', 'trace', 'metrics', 'forecast', 'help', 'newChat', 'chooseAgent' }) do
  table.insert(commands, 'backendFactory.' .. verb)
end
local answered = {
  ['backendFactory.doctor'] = 'all is well',
  ['backendFactory.metrics'] = { text = 'three runs' },
  ['backendFactory.apply'] = { paths = { 'a.rs', 'b.rs' } },
}
local agents = { { name = 'opencode', title = 'OpenCode', installed = true, chosen = true, install = '' }, { name = 'goose', title = 'Goose', installed = false, chosen = false, install = 'get goose' } }
local lenses = {}
local function server(dispatchers)
  local closing = false
  tell = function(method, params)
    dispatchers.notification(method, params)
  end
  local answers = {
    initialize = function()
      return { capabilities = { textDocumentSync = 2, codeLensProvider = {}, executeCommandProvider = { commands = commands } } }
    end,
    ['backendFactory/runs'] = function()
      return listed
    end,
    ['backendFactory/detect'] = function()
      return { trigger }
    end,
    ['workspace/executeCommand'] = function(params)
      table.insert(sent, { params.command, params.arguments[1] })
      return answered[params.command] or vim.NIL
    end,
    ['backendFactory/agents'] = function()
      return agents
    end,
    ['textDocument/codeLens'] = function()
      return lenses
    end,
  }
  return {
    request = function(method, params, callback)
      local answer = answers[method]
      vim.schedule(function()
        callback(nil, answer and answer(params) or vim.NIL)
      end)
      return true, 1
    end,
    notify = function(method)
      closing = closing or method == 'exit'
      return true
    end,
    is_closing = function()
      return closing
    end,
    terminate = function()
      closing = true
    end,
  }
end

local function run(id, state, phase_number)
  local phases = {}
  for number, name in ipairs({ 'Requirements Analysis', 'Technical Planning', 'Core Implementation', 'Testing', 'Validation', 'Deployment & Submission' }) do
    local reached = number <= phase_number
    phases[number] = {
      number = number,
      name = name,
      role = 'Somebody',
      state = number < phase_number and 'completed' or (reached and state or 'pending'),
      attempts = reached and 1 or 0,
      deliverable = reached and ('/tmp/%s/%d.md'):format(id, number) or vim.NIL,
      started = reached and '2026-01-01T00:00:00Z' or vim.NIL,
      summary = vim.NIL,
      waived = vim.NIL,
    }
  end
  return { id = id, title = 'Okta SSO\nIntegration', state = state, phase = vim.NIL, phases = phases, created = '2026-01-01T00:00:0' .. id, message = 'm' }
end

-- A repository with a file, and the plugin as a user has it.
local root = uv.fs_realpath(vim.fn.tempname():match('(.*)/') or '/tmp')
root = root .. '/spec-' .. uv.os_getpid()
vim.fn.mkdir(root .. '/.git', 'p')
vim.fn.writefile({ 'fn a() {}', '// implement okta sso for chariot', '' }, root .. '/main.rs')
vim.g.backend_factory = { cmd = { 'no-such-program-of-ours', 'lsp' } }
vim.cmd('filetype on')
vim.cmd('runtime plugin/backend_factory.lua')
vim.cmd('edit ' .. root .. '/main.rs')
local function clients()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)({ name = 'backend_factory', bufnr = 0 })
end
check('without the program nothing is started', #clients() == 0)
require('backend_factory').setup({ cmd = server })
local client
check('attached, also to what was open before', wait(function()
  client = clients()[1]
  return client and client.initialized
end))
check('the root is the repository', client and client.config.root_dir == root, client and client.config.root_dir)
check('asks for notifications of runs', client and client.config.init_options.runsChanged == true)

local worktree = root .. '-worktree'
vim.fn.mkdir(worktree, 'p')
vim.fn.writefile({ 'gitdir: ' .. root .. '/.git/worktrees/okta' }, worktree .. '/.git')
vim.fn.writefile({ '# Plan' }, worktree .. '/plan.md')
vim.cmd('edit ' .. worktree .. '/plan.md')
check("a worktree's file has its clone's server", wait(function()
  return clients()[1] and clients()[1].id == client.id
end), clients())
vim.cmd('edit ' .. root .. '/main.rs')

local function last_sent()
  return sent[#sent] or {}
end
local function executes(name, line, command, argument)
  local before = #sent
  vim.cmd(line)
  wait(function()
    return #sent > before
  end)
  check(name, last_sent()[1] == command and vim.deep_equal(last_sent()[2], argument), last_sent())
end

local uri = vim.uri_from_bufnr(0)
vim.api.nvim_win_set_cursor(0, { 2, 5 })
executes('run takes the request under the cursor', 'BackendFactory run', 'backendFactory.run', { uri = uri, range = trigger.range, hash = 'h1' })
executes('run takes words', 'BackendFactory run build a backend for pets', 'backendFactory.run', { uri = uri, text = 'build a backend for pets' })
executes('one phase, by its name', 'BackendFactory phase implement an api', 'backendFactory.runPhase', { uri = uri, text = 'an api', phase = 3 })
vim.ui.input = function(_, done)
  done('more tests')
end
vim.api.nvim_win_set_cursor(0, { 1, 0 })
executes('away from a request it asks', 'BackendFactory plan', 'backendFactory.plan', { uri = uri, text = 'more tests' })

local statusline = require('backend_factory').statusline
check('no run, no words in the statusline', statusline() == '', statusline())
tell('backendFactory/runsChanged', { runs = { run('1', 'running', 3) } })
check('a running phase is in the statusline', statusline() == 'Phase 3/6: Core Implementation', statusline())
tell('backendFactory/runsChanged', { runs = { run('1', 'waiting', 2) } })
check('a gate is in the statusline', statusline() == 'Approve phase 2?', statusline())
executes('approve needs no id when one run fits', 'BackendFactory approve', 'backendFactory.approve', { run = '1' })
executes('retry asks for feedback', 'BackendFactory retry', 'backendFactory.retry', { run = '1', feedback = 'more tests' })
executes('retry takes id and words', 'BackendFactory retry 1 use the cache', 'backendFactory.retry', { run = '1', feedback = 'use the cache' })
tell('backendFactory/runsChanged', { runs = { run('1', 'waiting', 2), run('2', 'blocked', 4) } })
executes('waive takes a reason', 'BackendFactory waive flaky network', 'backendFactory.waive', { run = '2', reason = 'flaky network' })
check('a blocked run comes before a waiting one', statusline() == 'Phase 4/6 needs you', statusline())
local before = #sent
local act = function(command, argument)
  local given = { title = 'x', command = 'backendFactory.' .. command, arguments = { argument } }
  if client.exec_cmd then
    return client:exec_cmd(given, { bufnr = 0 })
  end
  client:_exec_cmd(given, { bufnr = 0 }) -- what a code action does before 0.11
end
act('retry', { run = '2' })
wait(function()
  return #sent > before
end)
check('a code action without feedback asks for it', vim.deep_equal(last_sent()[2], { run = '2', feedback = 'more tests' }), last_sent())

local asked
vim.ui.select = function(items, _, done)
  asked = #items
  done(items[1])
end
tell('backendFactory/runsChanged', { runs = { run('1', 'waiting', 2), run('2', 'blocked', 4), run('3', 'waiting', 1) } })
executes('with two gates it asks which', 'BackendFactory approve', 'backendFactory.approve', { run = '3' })
check('and only those two are offered', asked == 2, asked)

local messages = {}
vim.notify = function(message)
  table.insert(messages, message)
end
vim.cmd('BackendFactory resume')
check('what is impossible is said', (messages[#messages] or ''):match('no run to resume'), messages)
vim.cmd('BackendFactory frobnicate')
check('a wrong verb lists the right ones', (messages[#messages] or ''):match('Known: accept, agent, apply'), messages)

local complete = require('backend_factory.command').complete
check('verbs are completed', vim.deep_equal(complete('re', 'BackendFactory re'), { 'restart', 'resume', 'retry' }), complete('re', 'BackendFactory re'))
check('runs are completed, only fitting ones', vim.deep_equal(complete('', 'BackendFactory approve '), { '1', '3' }), complete('', 'BackendFactory approve '))
check('phases are completed', #complete('', 'BackendFactory phase ') == 6)
check('what this server has not is not offered', #complete('trus', 'BackendFactory trus') == 0)
vim.cmd('BackendFactory trust')
check('and is said', (messages[#messages] or ''):match('this server has no `trust` yet'), messages)

-- What the agent does, and lenses.
vim.diagnostic.config({ virtual_text = false }) -- the default is another one in 0.10
lenses = { { range = { start = { line = 1, character = 0 }, ['end'] = { line = 1, character = 5 } }, command = { title = 'Phase 3/6', command = 'backendFactory.show' } } }
tell('backendFactory/runsChanged', { runs = { run('1', 'running', 3) } })
tell('backendFactory/liveChanged', { live = { ['1'] = 'edit src/okta.rs' } })
check('the statusline tells what the agent does', statusline(true) == 'Phase 3/6: Core Implementation · edit src/okta.rs', statusline(true))
check('only when asked', statusline() == 'Phase 3/6: Core Implementation', statusline())
check('a changed run brings lenses', wait(function()
  return #vim.lsp.codelens.get(0) == 1
end), vim.lsp.codelens.get(0))

vim.diagnostic.config({ virtual_text = true })
tell('backendFactory/runsChanged', { runs = { run('1', 'running', 3) } })
check('but not what the diagnostic says in words already', wait(function()
  return #vim.lsp.codelens.get(0) == 0
end), vim.lsp.codelens.get(0))

-- Verbs of the second day.
messages = {}
executes('apply takes the run at hand', 'BackendFactory apply', 'backendFactory.apply', { run = '1' })
check('and says what was written', wait(function()
  return (messages[#messages] or ''):match('2 files of "Okta SSO\nIntegration" are in your working tree')
end), messages)
local patch = vim.fn.tempname()
vim.fn.writefile({ 'diff --git a/x b/x', '+new' }, patch)
answered['backendFactory.showDiff'] = { patch = patch, branch = 'backend-factory/okta-1' }
executes('the diff is asked for', 'BackendFactory diff 1', 'backendFactory.showDiff', { run = '1' })
check('and shown as a diff', wait(function()
  return vim.bo.filetype == 'diff' and vim.api.nvim_buf_get_lines(0, 1, 2, false)[1] == '+new'
end), vim.api.nvim_buf_get_name(0))
vim.cmd('normal q')
act('showDiff', { run = '1' })
check('a code action shows it too', wait(function()
  return vim.bo.filetype == 'diff'
end))
vim.cmd('normal q')
executes('metrics are asked for', 'BackendFactory metrics', 'backendFactory.metrics', { uri = uri })
check('and shown', wait(function()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)[1] == 'three runs'
end))
vim.cmd('normal q')
vim.ui.select = function(items, options, done)
  asked = options.format_item(items[2])
  done(items[2], 2)
end
executes('an agent is chosen from a list', 'BackendFactory agent', 'backendFactory.chooseAgent', { agent = 'goose' })
check('which says what is missing', asked == 'Goose (not installed: get goose)', asked)
check('agents are completed then', vim.deep_equal(complete('', 'BackendFactory agent '), { 'goose', 'opencode' }), complete('', 'BackendFactory agent '))
executes('a named agent needs no list', 'BackendFactory agent opencode', 'backendFactory.chooseAgent', { agent = 'opencode' })
local chat = root .. '/notes.backend.md'
vim.fn.writefile({ '# Backend Factory' }, chat)
answered['backendFactory.newChat'] = { path = chat }
executes('a chat file is asked for', 'BackendFactory chat', 'backendFactory.newChat', { uri = uri })
check('and opened', wait(function()
  return vim.api.nvim_buf_get_name(0) == chat
end), vim.api.nvim_buf_get_name(0))
vim.cmd('buffer ' .. root .. '/main.rs')
local stale = run('4', 'waiting', 4)
stale.phases[2].state = 'stale'
tell('backendFactory/runsChanged', { runs = { run('1', 'waiting', 2), stale } })
executes('accept finds the run with a stale phase, and asks why', 'BackendFactory accept', 'backendFactory.accept', { run = '4', reason = 'more tests' })

listed = { run('1', 'waiting', 2) }
vim.cmd('BackendFactory status')
wait(function()
  return vim.api.nvim_buf_get_name(0):match('^backend%-factory://status')
end)
local function shown()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end
check('the legend shows what is possible only', shown():match('a approve   r retry   x cancel   d diff') and not shown():match('waive'), shown())
check('the status window shows run and phases', shown():match('%? Okta SSO Integration  %(waiting for you, phase 2/6, 1%)') and shown():match('✓ 1%. Requirements'), shown())
executes('a key acts on the run under the cursor', 'normal a', 'backendFactory.approve', { run = '1' })
tell('backendFactory/runsChanged', { runs = { run('1', 'completed', 6) } })
check('the status window follows the runs', shown():match('✓ Okta'), shown())
check('a finished run offers nothing', (function()
  vim.cmd('normal a')
  return (messages[#messages] or ''):match('nothing to approve')
end)(), messages)
vim.cmd('normal q')

vim.cmd('BackendFactory doctor')
check('the doctor is shown', wait(function()
  return shown() == 'all is well'
end), shown())
vim.cmd('normal q')

vim.cmd('checkhealth backend_factory')
wait(function()
  return shown():match('attached')
end)
check('checkhealth runs', shown():match('Backend Factory') and shown():match('attached, root'), shown())

for _, file in ipairs(vim.fn.glob(vim.fs.dirname(here) .. '/doc/*.txt', true, true)) do
  for verb in pairs(require('backend_factory.verbs').verbs) do
    check('the help names ' .. verb, table.concat(vim.fn.readfile(file), '\n'):match('\n:BackendFactory ' .. verb .. '[ \n]'))
  end
end
vim.fn.delete(root, 'rf')
vim.fn.delete(worktree, 'rf')
io.stdout:write(('neovim spec: %d passed, %d failed\n'):format(passed, failed))
vim.cmd('cquit ' .. (failed == 0 and passed > 0 and 0 or 1))
