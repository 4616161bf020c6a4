-- What can follow `:BackendFactory`: one table of verbs. Each asks for what only the person knows (which
-- run, which words) and hands the rest to the server; answers to read are shown in a window.
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

--- Shows an answer to read.
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

--- Something about a run whose answer is text.
local function read_about(verb, title)
  return {
    act = function(words)
      with_run(words[1], nil, function(run)
        client.execute(verb, { run = run.id }, show_answer(title))
      end)
    end,
    follow = run_ids(nil),
    needs = verb,
  }
end

--- Something about the repository whose answer is text.
local function read(verb)
  return {
    act = function()
      client.execute(verb, { uri = vim.uri_from_bufnr(0) }, show_answer(verb))
    end,
    needs = verb,
  }
end

--- The server shows files where it can; where the editor's protocol has no way, we do.
local function open_path(answer)
  local path = type(answer) == 'table' and runs.some(answer.path)
  if path and vim.api.nvim_buf_get_name(0) ~= path then
    vim.cmd.edit(vim.fn.fnameescape(path))
  end
end

local function show_diff(answer)
  local patch = type(answer) == 'table' and runs.some(answer.patch)
  if not patch or vim.fn.filereadable(patch) == 0 then
    return client.say('this run has changed nothing yet')
  end
  local lines = table.concat(vim.fn.readfile(patch), '\n')
  require('backend_factory.view').text('diff of ' .. answer.branch, lines, 'diff')
end

local function choose_agent(name)
  if name then
    return client.execute('chooseAgent', { agent = name }, function()
      client.say(('%s works the runs that start from now on'):format(name))
    end)
  end
  client.request('backendFactory/agents', { uri = vim.uri_from_bufnr(0) }, function(agents)
    M.agents = agents
    vim.ui.select(agents or {}, {
      prompt = 'Which agent works the next runs?',
      format_item = function(agent)
        local about = agent.chosen and ' (chosen)' or not agent.installed and ' (not installed: ' .. agent.install .. ')' or ''
        return agent.title .. about
      end,
    }, function(agent)
      if agent then
        choose_agent(agent.name)
      end
    end)
  end)
end

--- verb -> what it does, what can follow it, and the server's command that it needs, where that is not
--- of the first day.
M.verbs = {
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
  recheck = { act = decide('recheck'), follow = run_ids('recheck'), needs = 'recheck' },
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
  show = {
    act = function(words)
      with_run(words[1], nil, function(run)
        client.load_runs(function()
          require('backend_factory.view').status(run.id)
        end)
      end)
    end,
    follow = run_ids(nil),
  },
  accept = {
    act = decide_with('accept', function(run, reason)
      client.with_reason({ run = run.id, reason = reason }, 'accept')
    end),
    follow = run_ids('accept'),
    needs = 'accept',
  },
  diff = {
    act = function(words)
      with_run(words[1], nil, function(run)
        client.execute('showDiff', { run = run.id }, show_diff)
      end)
    end,
    follow = run_ids(nil),
    needs = 'showDiff',
  },
  apply = {
    act = function(words)
      with_run(words[1], nil, function(run)
        client.execute('apply', { run = run.id }, function(answer)
          vim.cmd.checktime()
          local paths = type(answer) == 'table' and answer.paths or {}
          client.say(('%d files of "%s" are in your working tree now, nothing is committed'):format(#paths, run.title))
        end)
      end)
    end,
    follow = run_ids(nil),
    needs = 'apply',
  },
  pr = {
    act = function(words)
      with_run(words[1], nil, function(run)
        client.execute('openPullRequest', { run = run.id }, function(answer)
          local url = type(answer) == 'table' and runs.some(answer.url)
          client.say(url and ('the pull request is %s'):format(url) or 'the pull request is on its way')
        end)
      end)
    end,
    follow = run_ids(nil),
    needs = 'openPullRequest',
  },
  trace = read_about('trace', 'trace'),
  metrics = read('metrics'),
  forecast = read('forecast'),
  help = read('help'),
  chat = {
    act = function()
      client.execute('newChat', { uri = vim.uri_from_bufnr(0) }, open_path)
    end,
    needs = 'newChat',
  },
  agent = {
    act = function(words)
      choose_agent(words[1])
    end,
    follow = function()
      return vim.tbl_map(function(agent)
        return agent.name
      end, M.agents or {})
    end,
    needs = 'chooseAgent',
  },
  trust = {
    act = function()
      vim.ui.select({ 'Trust it as it is now', 'Leave it' }, { prompt = "May this repository's settings name programs?" }, function(_, choice)
        if choice == 1 then
          client.execute('trust', { uri = vim.uri_from_bufnr(0) }, function(answer)
            client.say(('%s is trusted as it is now'):format(type(answer) == 'table' and runs.some(answer.path) or 'the settings file'))
          end)
        end
      end)
    end,
    needs = 'trust',
  },
  restart = { act = client.restart },
}

return M

