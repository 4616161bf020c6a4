-- `:BackendFactory VERB …`: one table of verbs, from which the completion comes too.
local client = require('backend_factory.client')
local runs = require('backend_factory.runs')

local M = {}

local phases = {
  { 'requirements', 'Requirements Analysis', 'Business Analyst' },
  { 'plan', 'Technical Planning', 'Solution Architect' },
  { 'implement', 'Core Implementation', 'Senior Developer' },
  { 'test', 'Testing', 'Test Engineer' },
  { 'validate', 'Validation', 'QA Engineer' },
  { 'submit', 'Deployment & Submission', 'DevOps Engineer' },
}

--- The request under the cursor, else the person's own words: gives the arguments that name it.
local function with_request(words, on_request)
  local uri = vim.uri_from_bufnr(0)
  if #words > 0 then
    return on_request({ uri = uri, text = table.concat(words, ' ') })
  end
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  client.request('backendFactory/detect', { uri = uri }, function(triggers)
    for _, trigger in ipairs(triggers or {}) do
      if trigger.range.start.line <= line and line <= trigger.range['end'].line then
        return on_request({ uri = uri, range = trigger.range, hash = trigger.hash })
      end
    end
    vim.ui.input({ prompt = 'What should be built? ' }, function(text)
      if text and vim.trim(text) ~= '' then
        on_request({ uri = uri, text = vim.trim(text) })
      end
    end)
  end)
end

--- The named run, else the only one that fits, else the one the person picks.
local function with_run(id, action, on_run)
  if id then
    local found = vim.tbl_filter(function(run)
      return vim.startswith(run.id, id)
    end, runs.all())
    if #found == 1 then
      return on_run(found[1])
    end
    return client.say(('no run `%s` here. Next: `:BackendFactory status`'):format(id), vim.log.levels.WARN)
  end
  local fitting = runs.fitting(action)
  if #fitting == 0 then
    return client.say(('there is no run to %s at the moment'):format(action or 'show'))
  elseif #fitting == 1 then
    return on_run(fitting[1])
  end
  vim.ui.select(fitting, {
    prompt = 'Which run?',
    format_item = function(run)
      return ('%s %s (%s)'):format(runs.icons[run.state], run.title, runs.describe(run))
    end,
  }, function(run)
    if run then
      on_run(run)
    end
  end)
end

--- A decision about a run.
local function decide(action)
  return function(words)
    with_run(words[1], action, function(run)
      client.execute(action, { run = run.id })
    end)
  end
end

--- A decision with words after the run's id; the id may be left out when one run fits.
local function decide_with(action, act)
  return function(words)
    local id = words[1] and runs.get(words[1]) and table.remove(words, 1) or nil
    with_run(id, action, function(run)
      act(run, #words > 0 and table.concat(words, ' ') or nil)
    end)
  end
end

function M.open_deliverable(run, phase)
  phase = phase or runs.deliverable_phase(run)
  if not phase or not runs.some(phase.deliverable) then
    return client.say(('"%s" has no deliverable yet'):format(run.title))
  end
  vim.cmd.edit(vim.fn.fnameescape(phase.deliverable))
end

local function show_answer(title)
  return function(answer)
    if runs.some(answer) then
      require('backend_factory.view').text(title, answer)
    end
  end
end

local run_ids = function(action)
  return function()
    return vim.tbl_map(function(run)
      return run.id
    end, runs.fitting(action))
  end
end

--- verb -> what it does, and what can follow it.
local verbs = {
  run = {
    act = function(words)
      with_request(words, function(request)
        client.execute('run', request)
      end)
    end,
  },
  plan = {
    act = function(words)
      with_request(words, function(request)
        client.execute('plan', request)
      end)
    end,
  },
  phase = {
    act = function(words)
      local function go(number)
        with_request(vim.list_slice(words, 2), function(request)
          client.execute('runPhase', vim.tbl_extend('force', request, { phase = number }))
        end)
      end
      for number, phase in ipairs(phases) do
        if words[1] == phase[1] or words[1] == tostring(number) then
          return go(number)
        end
      end
      local numbers = { 1, 2, 3, 4, 5, 6 }
      vim.ui.select(numbers, {
        prompt = 'Which phase?',
        format_item = function(number)
          return ('%s (%s)'):format(phases[number][2], phases[number][3])
        end,
      }, function(number)
        if number then
          words = { number }
          go(number)
        end
      end)
    end,
    follow = function()
      return vim.tbl_map(function(phase)
        return phase[1]
      end, phases)
    end,
  },
  approve = { act = decide('approve'), follow = run_ids('approve') },
  continue = { act = decide('continue'), follow = run_ids('continue') },
  resume = { act = decide('resume'), follow = run_ids('resume') },
  cancel = { act = decide('cancel'), follow = run_ids('cancel') },
  retry = {
    act = decide_with('retry', function(run, feedback)
      client.with_feedback({ run = run.id, feedback = feedback })
    end),
    follow = run_ids('retry'),
  },
  waive = {
    act = decide_with('waive', function(run, reason)
      client.with_reason({ run = run.id, reason = reason })
    end),
    follow = run_ids('waive'),
  },
  deliverable = {
    act = function(words)
      with_run(words[1], nil, M.open_deliverable)
    end,
    follow = run_ids(nil),
  },
  status = {
    act = function()
      client.load_runs(function()
        require('backend_factory.view').status()
      end)
    end,
  },
  ignore = {
    act = function()
      client.execute('ignore', { uri = vim.uri_from_bufnr(0), line = vim.api.nvim_win_get_cursor(0)[1] - 1 })
    end,
  },
  explain = {
    act = function()
      local at = vim.lsp.util.make_position_params(0, client.clients()[1] and client.clients()[1].offset_encoding or 'utf-16')
      client.execute('explain', { uri = at.textDocument.uri, position = at.position }, client.say)
    end,
  },
  doctor = {
    act = function()
      client.execute('doctor', {}, show_answer('doctor'))
    end,
  },
  log = {
    act = function()
      client.execute('showLog', {})
    end,
  },
  restart = { act = client.restart },
}

function M.run(command)
  local words = command.fargs
  local verb = table.remove(words, 1) or 'status'
  if not verbs[verb] then
    local known = vim.tbl_keys(verbs)
    table.sort(known)
    return client.say(('there is no `%s`. Known: %s'):format(verb, table.concat(known, ', ')), vim.log.levels.ERROR)
  end
  verbs[verb].act(words)
end

function M.complete(lead, line)
  local words = vim.split(vim.trim(line), '%s+')
  local position = #words - (lead ~= '' and 1 or 0)
  local candidates = {}
  if position == 1 then
    candidates = vim.tbl_keys(verbs)
  elseif position == 2 and verbs[words[2]] and verbs[words[2]].follow then
    candidates = verbs[words[2]].follow()
  end
  table.sort(candidates)
  return vim.tbl_filter(function(candidate)
    return vim.startswith(candidate, lead)
  end, candidates)
end

return M
