-- The connection: how the server is started (vim.lsp.config from 0.11 on, vim.lsp.start before),
-- and requests to it. What only the person knows (feedback, a reason) is asked for here when a code
-- action did not carry it.
local M = {}

M.name = 'backend_factory'
local has_config = vim.fn.has('nvim-0.11') == 1
local options = {}
-- How often the server told of runs: an answer may be older than what it told meanwhile.
local told = 0

--- The clone that a worktree belongs to, if `.git` is a worktree's file.
local function clone_of(dot_git)
  if vim.fn.isdirectory(dot_git) == 1 then
    return nil
  end
  local line = (vim.fn.readfile(dot_git, '', 1) or {})[1] or ''
  return line:match('^gitdir: (.*)/%.git/worktrees/[^/]+$')
end

--- Like `git`: the folder that holds `.git`, whether a folder or a worktree's file. A worktree whose
--- clone is open already is served by the clone's server: it knows the runs that work there.
local function root_of(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  local found = vim.fs.find('.git', { path = name ~= '' and vim.fs.dirname(name) or vim.fn.getcwd(), upward = true })[1]
  if not found then
    return nil
  end
  local clone = clone_of(found)
  for _, client in ipairs(clone and M.clients() or {}) do
    if client.config.root_dir == clone then
      return clone
    end
  end
  return vim.fs.dirname(found)
end

--- A code action that does what the verb does with its run.
local function by_verb(verb)
  return function(command)
    local argument = (command.arguments or {})[1] or {}
    require('backend_factory.command').run({ fargs = { verb, argument.run } })
  end
end

--- Whether the server can be started: its program is there, or it lives in this process.
local function runnable(cmd)
  return type(cmd) == 'function' or vim.fn.executable(cmd[1]) == 1
end

--- The table both ways of starting take.
function M.config()
  return {
    name = M.name,
    cmd = options.cmd or { 'backend-factory', 'lsp' },
    filetypes = options.filetypes,
    settings = { backendFactory = options.settings or vim.empty_dict() },
    init_options = { runsChanged = true, settings = options.settings or vim.empty_dict() },
    handlers = {
      ['backendFactory/runsChanged'] = function(_, params)
        told = told + 1
        require('backend_factory.runs').replace(params.runs)
        require('backend_factory.lenses').refresh()
      end,
      ['backendFactory/liveChanged'] = function(_, params)
        require('backend_factory.runs').replace_live(params.live)
      end,
    },
    -- Code actions arrive here before they go to the server.
    commands = {
      ['backendFactory.retry'] = function(command)
        M.with_feedback((command.arguments or {})[1] or {})
      end,
      ['backendFactory.waive'] = function(command)
        M.with_reason((command.arguments or {})[1] or {})
      end,
      -- Answers to read are ours to show: the server knows that this plugin is here.
      ['backendFactory.show'] = function()
        require('backend_factory.view').status()
      end,
      ['backendFactory.explain'] = function(command)
        M.execute('explain', (command.arguments or {})[1] or {}, M.say)
      end,
      ['backendFactory.accept'] = function(command)
        M.with_reason((command.arguments or {})[1] or {}, 'accept')
      end,
      ['backendFactory.showDiff'] = by_verb('diff'),
      ['backendFactory.apply'] = by_verb('apply'),
      ['backendFactory.trace'] = by_verb('trace'),
    },
    on_attach = function(client, bufnr)
      if options.lenses ~= false then
        require('backend_factory.lenses').attach(client, bufnr)
      end
    end,
    on_init = function()
      vim.schedule(M.load_runs)
    end,
    on_exit = function(code, signal)
      if code ~= 0 and signal == 0 then
        vim.schedule(function()
          M.say(('the server ended with code %d. Next: `:checkhealth backend_factory`'):format(code), vim.log.levels.ERROR)
        end)
      end
    end,
  }
end

--- @param given backend_factory.Options
function M.enable(given)
  options = vim.tbl_extend('force', options, given)
  if has_config then
    local config = M.config()
    config.root_dir = function(bufnr, on_dir)
      local root = root_of(bufnr)
      if root then
        on_dir(root)
      end
    end
    vim.lsp.config(M.name, config)
    if runnable(config.cmd) then
      vim.lsp.enable(M.name)
    end
    return
  end
  local group = vim.api.nvim_create_augroup('backend_factory', { clear = true })
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = options.filetypes or '*',
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  -- Set up late, by a plugin manager that waits: what is open already has had its event.
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    local wanted = options.filetypes == nil or vim.tbl_contains(options.filetypes, vim.bo[bufnr].filetype)
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.bo[bufnr].filetype ~= '' and wanted then
      M.attach(bufnr)
    end
  end
end

--- Starts the server for a buffer, or attaches to the one that runs; before 0.11.
function M.attach(bufnr)
  local root = root_of(bufnr)
  local config = M.config()
  if vim.bo[bufnr].buftype ~= '' or not root or not runnable(config.cmd) then
    return
  end
  config.root_dir = root
  config.filetypes = nil
  vim.lsp.start(config, { bufnr = bufnr })
end

--- All connections of ours; the current buffer's first.
function M.clients()
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  local here = get({ bufnr = 0, name = M.name })
  return #here > 0 and here or get({ name = M.name })
end

--- @param method string
--- @param params table
--- @param on_result? fun(result: any)
function M.request(method, params, on_result)
  local client = M.clients()[1]
  if not client then
    M.say('the server is not attached here. Next: open a file of a git repository, or `:checkhealth backend_factory`', vim.log.levels.WARN)
    return
  end
  local function handler(err, result)
    if err then
      M.say(err.message, vim.log.levels.ERROR)
    elseif on_result then
      on_result(result)
    end
  end
  if has_config then
    client:request(method, params, handler, 0)
  else
    client.request(method, params, handler, 0)
  end
end

--- Whether the server has this command. Before it has said so, all are taken to be there.
function M.offers(verb)
  local client = M.clients()[1]
  local provider = client and (client.server_capabilities or {}).executeCommandProvider
  return not provider or vim.tbl_contains(provider.commands or {}, 'backendFactory.' .. verb)
end

--- One of the server's commands, by its verb.
--- @param verb string
--- @param argument table
--- @param on_result? fun(result: any)
function M.execute(verb, argument, on_result)
  local arguments = { next(argument) and argument or vim.empty_dict() }
  M.request('workspace/executeCommand', { command = 'backendFactory.' .. verb, arguments = arguments }, on_result)
end

--- The server's whole list of runs.
function M.load_runs(on_done)
  local before = told
  M.request('backendFactory/runs', vim.empty_dict(), function(runs)
    if told == before then
      require('backend_factory.runs').replace(runs or {})
    end
    if on_done then
      on_done()
    end
  end)
end

--- Retry; asks for the words to the agent when there are none.
function M.with_feedback(argument)
  if argument.feedback then
    return M.execute('retry', argument)
  end
  vim.ui.input({ prompt = 'What should be different? (empty: what the gate found) ' }, function(feedback)
    if feedback then
      M.execute('retry', vim.tbl_extend('force', argument, { feedback = feedback }))
    end
  end)
end

--- Waive or accept; a reason is needed, it is recorded and shown in the pull request.
function M.with_reason(argument, verb)
  verb = verb or 'waive'
  if argument.reason then
    return M.execute(verb, argument)
  end
  local prompts = { waive = 'Why may this gate be passed? ', accept = 'Why do the later phases still hold? ' }
  vim.ui.input({ prompt = prompts[verb] }, function(reason)
    if reason and vim.trim(reason) ~= '' then
      M.execute(verb, vim.tbl_extend('force', argument, { reason = reason }))
    end
  end)
end

function M.restart()
  for _, client in ipairs(M.clients()) do
    local buffers = vim.tbl_keys(client.attached_buffers or {})
    local id = client.id
    if has_config then
      client:stop()
    else
      client.stop()
    end
    local waiting = (vim.uv or vim.loop).new_timer()
    -- Attach again once it has ended; a new one beside the old would show everything twice.
    waiting:start(50, 50, vim.schedule_wrap(function()
      if vim.lsp.get_client_by_id(id) or waiting:is_closing() then
        return
      end
      waiting:close()
      for _, bufnr in ipairs(buffers) do
        if vim.api.nvim_buf_is_loaded(bufnr) then
          vim.api.nvim_exec_autocmds('FileType', { buffer = bufnr, modeline = false })
        end
      end
    end))
  end
end

function M.say(message, level)
  vim.notify('Backend Factory: ' .. message, level or vim.log.levels.INFO)
end

return M
