-- From a typed comment to a finished branch in a real Neovim, by what a person types and sees.
-- Usage: nvim --clean --headless -l e2e.lua, with in the environment
--   BF_SERVER  the program under test        BF_PLUGIN  editors/neovim
--   BF_REPO    a git repository, made for this test and thrown away after it
-- Every step waits for an event with a deadline; exit code 0 only when all steps were seen.
local repo, deadline = os.getenv('BF_REPO'), 120000
local steps = 0
local function done(what)
  steps = steps + 1
  io.stdout:write(('ok %d  %s\n'):format(steps, what))
end
local seen = {} -- every diagnostic the comment ever had: phases can be short
local function fail(what, info)
  io.stdout:write(('FAILED after %d steps: %s\n%s\nseen: %s\nmessages: %s\n'):format(steps, what, vim.inspect(info), vim.inspect(seen), vim.fn.execute('messages')))
  vim.cmd('cquit 1')
end
local function expect(what, ok, info)
  if not ok then
    fail(what, info)
  end
  done(what)
end
local function wait(what, condition, info)
  expect(what, vim.wait(deadline, condition, 10), info and info())
end
local function git(...)
  local result = vim.system({ 'git', '-C', repo, ... }, { text = true }):wait()
  return vim.trim(result.stdout)
end

vim.opt.runtimepath:prepend(os.getenv('BF_PLUGIN'))
vim.g.backend_factory = { cmd = { os.getenv('BF_SERVER'), 'lsp' } }
vim.cmd('runtime plugin/backend_factory.lua')
vim.cmd('filetype plugin on')
vim.api.nvim_create_autocmd('DiagnosticChanged', {
  callback = function()
    for _, diagnostic in ipairs(vim.diagnostic.get(nil)) do
      seen[diagnostic.message] = diagnostic
    end
  end,
})
local progress = {}
vim.api.nvim_create_autocmd('LspProgress', {
  callback = function(event)
    table.insert(progress, event.data.params.value.kind)
  end,
})
local function saw(pattern)
  for message, diagnostic in pairs(seen) do
    if message:find(pattern) then
      return diagnostic
    end
  end
end
local function here()
  return vim.diagnostic.get(0, { lnum = 0 })[1] or {}
end

vim.cmd.edit(repo .. '/src/lib.rs')
wait('the server is attached', function()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'backend_factory' })[1]
  return client and client.initialized
end)

-- Typed, not set: `i`, the words, Escape. Escape leaves insert mode, Return ends the line.
vim.api.nvim_win_set_cursor(0, { 1, 0 })
local function type_keys(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, false, true), 'xt', false)
end
type_keys('i// implement Okta SSO integration for Chariot<Esc>')
wait('a typed comment gets its hint', function()
  local hint = saw('Backend Factory detected: Okta SSO Integration')
  return hint and hint.code == 'feature-request' and hint.severity == vim.diagnostic.severity.HINT and hint.lnum == 0
end)

--- The titles of the code actions at the cursor, as `vim.ui.select` would show them; picks one.
local function code_action(title)
  local titles
  vim.ui.select = function(items, _, choose)
    titles = vim.tbl_map(function(item)
      return item.action.title
    end, items)
    for _, item in ipairs(items) do
      if item.action.title == title then
        return choose(item)
      end
    end
    choose(nil)
  end
  vim.api.nvim_win_set_cursor(0, { 1, 5 })
  vim.lsp.buf.code_action()
  vim.wait(10000, function()
    return titles ~= nil
  end, 10)
  expect(('the code action "%s" is offered'):format(title), titles and vim.tbl_contains(titles, title), titles)
  return titles
end
local function offers(titles, wanted)
  for _, title in ipairs(wanted) do
    expect(('so is "%s"'):format(title), vim.tbl_contains(titles, title), titles)
  end
end

offers(code_action('Run 6-phase workflow'), { 'Plan only (phases 1-2)', 'Run phase 3: Core Implementation', 'Ignore this request', 'Why is this a request?' })
for number, phase in ipairs({ 'Requirements Analysis %- Business Analyst', 'Technical Planning %- Solution Architect' }) do
  wait(('phase %d is shown as a diagnostic'):format(number), function()
    local diagnostic = saw(('^Phase %d/6: %s, attempt 1'):format(number, phase))
    return diagnostic and diagnostic.severity == vim.diagnostic.severity.INFO
  end)
end
wait('the gate after the plan is a warning', function()
  return here().code == 'phase-waiting' and here().message:find('Ready to proceed to Phase 3%?') and here().severity == vim.diagnostic.severity.WARN
end)
local statusline = require('backend_factory').statusline
wait('the statusline asks too', function()
  return statusline() == 'Approve phase 2?'
end, statusline)
wait('a lens says so at the comment, without being asked for', function()
  return vim.tbl_contains(vim.tbl_map(function(lens)
    return lens.command.title
  end, vim.lsp.codelens.get(0)), 'Approve and continue to phase 3')
end, function()
  return vim.lsp.codelens.get(0)
end)
offers(code_action('Approve and continue to phase 3'), { 'Retry with feedback', 'Open deliverable' })
wait('approved, phase 3 begins', function()
  return saw('^Phase 3/6: Core Implementation %- Senior Developer, attempt 1')
end)
wait('the gate before submission waits', function()
  return here().code == 'phase-waiting' and here().message:find('Ready to proceed to Phase 6%?')
end)
local file = vim.api.nvim_get_current_buf()
vim.cmd('BackendFactory deliverable')
expect('the deliverable opens', vim.api.nvim_buf_get_name(0):match('5%-validate%.md$'), vim.api.nvim_buf_get_name(0))
expect('and it is a document', vim.api.nvim_buf_line_count(0) > 5, vim.api.nvim_buf_get_lines(0, 0, -1, false))
vim.api.nvim_set_current_buf(file)
vim.cmd('BackendFactory approve')
wait('approved by command, the run is completed', function()
  return here().code == 'run-completed' and here().message:find('✅') and here().severity == vim.diagnostic.severity.HINT
end, here)
wait('progress began and ended', function()
  return progress[1] == 'begin' and progress[#progress] == 'end'
end)
wait('nothing is left to ask', function()
  return statusline() == ''
end, statusline)
wait('the lens is gone with the run', function()
  return #vim.lsp.codelens.get(0) == 0
end)

local branch = git('for-each-ref', '--format=%(refname:short)', 'refs/heads/backend-factory/')
expect('the branch stands', branch:match('^backend%-factory/okta%-sso%-integration%-%w+$'), branch)
local commits = vim.split(git('log', '--format=%(trailers:key=Backend-Factory-Phase,valueonly,separator=)', 'main..' .. branch), '\n', { trimempty = true })
expect('with one commit a phase', #commits == 6, commits)
expect('and the working tree was not touched', git('status', '--porcelain') == '' and git('symbolic-ref', '--short', 'HEAD') == 'main', git('status'))

vim.cmd('BackendFactory status')
wait('the status window shows the finished run', function()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n'):find('✓ Okta SSO Integration')
end, function()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end)
local client = vim.lsp.get_clients({ name = 'backend_factory' })[1]
if vim.fn.has('nvim-0.11') == 1 then
  client:stop()
else
  client.stop()
end
wait('the server ends when it is told to', function()
  return client:is_stopped()
end)
io.stdout:write(('neovim: %d steps passed\n'):format(steps))
vim.cmd('cquit 0')
