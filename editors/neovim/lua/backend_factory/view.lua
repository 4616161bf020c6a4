-- The status window: runs with their phases, drawn again as the server tells of changes. Keys act on
-- the run under the cursor. Also shows answers that are text to read.
local client = require('backend_factory.client')
local runs = require('backend_factory.runs')

local M = {}

local space = vim.api.nvim_create_namespace('backend_factory')
local colours = {
  running = 'DiagnosticInfo',
  waiting = 'DiagnosticWarn',
  blocked = 'DiagnosticError',
  failed = 'DiagnosticError',
  completed = 'DiagnosticOk',
  stale = 'DiagnosticWarn',
}
local status_buffer
-- Line (one-based) -> { run, phase? }, for the keys.
local places = {}

local function one_line(text)
  return (text:gsub('%s+', ' '))
end

local function draw()
  if not status_buffer or not vim.api.nvim_buf_is_valid(status_buffer) then
    return
  end
  local lines, marks = {}, {}
  places = {}
  local function add(line, place, colour)
    table.insert(lines, line)
    places[#lines] = place
    if colour then
      table.insert(marks, { #lines - 1, colour })
    end
  end
  for _, run in ipairs(runs.all()) do
    add(('%s %s  (%s, %s)'):format(runs.icons[run.state], one_line(run.title), runs.describe(run), run.id), { run = run }, colours[run.state] or 'Title')
    if runs.some(run.message) and run.message ~= '' then
      add('    ' .. one_line(run.message), { run = run }, 'Comment')
    end
    for _, phase in ipairs(run.phases) do
      local about = (phase.state == 'running' and runs.doing(run)) or runs.some(phase.summary) or runs.some(phase.waived) or (phase.attempts > 1 and 'attempt ' .. phase.attempts) or ''
      add(
        ('    %s %d. %-24s %-20s %s'):format(runs.icons[phase.state], phase.number, phase.name, phase.role, one_line(about)),
        { run = run, phase = phase },
        colours[phase.state]
      )
    end
    add('', { run = run })
  end
  if #lines == 0 then
    lines = { 'No runs yet. Put the cursor on a request in a comment, then `:BackendFactory run`.', '' }
  end
  -- Only what can be done with one of them.
  local keys = {}
  for _, key in ipairs({ 'a approve', 'r retry', 'c continue', 'w waive', 'x cancel' }) do
    if #runs.fitting(key:sub(3)) > 0 then
      table.insert(keys, key)
    end
  end
  if #runs.all() > 0 then
    vim.list_extend(keys, { 'd diff', '<CR> deliverable' })
  end
  table.insert(keys, 'q close')
  table.insert(lines, table.concat(keys, '   '))
  table.insert(marks, { #lines - 1, 'Comment' })
  vim.bo[status_buffer].modifiable = true
  vim.api.nvim_buf_set_lines(status_buffer, 0, -1, false, lines)
  vim.bo[status_buffer].modifiable = false
  vim.api.nvim_buf_clear_namespace(status_buffer, space, 0, -1)
  for _, mark in ipairs(marks) do
    vim.api.nvim_buf_set_extmark(status_buffer, space, mark[1], 0, { end_row = mark[1] + 1, hl_group = mark[2] })
  end
end

local function scratch(name)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(buffer, ('backend-factory://%s/%d'):format(name, buffer))
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].swapfile = false
  vim.cmd('botright 14split')
  vim.api.nvim_win_set_buf(0, buffer)
  vim.wo.wrap = false
  vim.wo.number = false
  vim.wo.relativenumber = false
  vim.wo.signcolumn = 'no'
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, desc = 'Close' })
  return buffer
end

--- Goes to a window with a file, so that a document does not take the place of a view.
local function to_a_file()
  for _, window in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    if vim.bo[vim.api.nvim_win_get_buf(window)].buftype == '' then
      return vim.api.nvim_set_current_win(window)
    end
  end
  vim.cmd('aboveleft split')
end

local function act_on(action, send)
  return function()
    local place = places[vim.api.nvim_win_get_cursor(0)[1]]
    if not place then
      return
    end
    local run = runs.get(place.run.id) or place.run
    if not runs.allows(run, action) then
      return client.say(('"%s" is %s: nothing to %s'):format(run.title, run.state, action))
    end
    send({ run = run.id })
  end
end

--- @param id? string The run to put the cursor on.
function M.status(id)
  M.open_status()
  for line, place in ipairs(places) do
    if place.run.id == id then
      return vim.api.nvim_win_set_cursor(0, { line, 0 })
    end
  end
end

function M.open_status()
  if status_buffer and vim.api.nvim_buf_is_valid(status_buffer) then
    local window = vim.fn.bufwinid(status_buffer)
    if window ~= -1 then
      vim.api.nvim_set_current_win(window)
      return draw()
    end
  end
  status_buffer = scratch('status')
  local function key(lhs, action, send)
    vim.keymap.set('n', lhs, act_on(action, send), { buffer = status_buffer, nowait = true, desc = action })
  end
  local function execute(verb)
    return function(argument)
      client.execute(verb, argument)
    end
  end
  key('a', 'approve', execute('approve'))
  key('c', 'continue', execute('continue'))
  key('x', 'cancel', execute('cancel'))
  key('r', 'retry', client.with_feedback)
  key('w', 'waive', client.with_reason)
  vim.keymap.set('n', '<CR>', function()
    local place = places[vim.api.nvim_win_get_cursor(0)[1]]
    if place then
      to_a_file()
      require('backend_factory.verbs').open_deliverable(place.run, place.phase)
    end
  end, { buffer = status_buffer, desc = 'Open the deliverable' })
  vim.keymap.set('n', 'd', function()
    local place = places[vim.api.nvim_win_get_cursor(0)[1]]
    if place then
      require('backend_factory.command').run({ fargs = { 'diff', place.run.id } })
    end
  end, { buffer = status_buffer, nowait = true, desc = 'Show the diff' })
  draw()
end

--- An answer to read: text as it is or as the answer carries it, anything else as JSON.
function M.text(title, answer, filetype)
  local text = type(answer) == 'table' and answer.text or answer
  text = type(text) == 'string' and text or vim.json.encode(answer)
  local buffer = scratch(title)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(vim.trim(text), '\n'))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = filetype or ''
end

runs.on_change(draw)

return M
