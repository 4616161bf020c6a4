-- What the server last said of the runs, and the words that follow from their state.
local M = {}

local by_id = {}
-- What agents are doing, by the run's id: one line each.
local live = {}
local listeners = {}

--- What a person may do with a run in this state; nothing else is offered.
M.actions = {
  queued = { 'cancel', 'resume' },
  running = { 'cancel', 'resume' },
  waiting = { 'approve', 'retry', 'cancel' },
  blocked = { 'continue', 'recheck', 'retry', 'waive', 'cancel' },
  completed = {},
  cancelled = {},
  failed = {},
}

M.icons = { queued = '…', pending = '·', running = '▶', waiting = '?', blocked = '!', completed = '✓', waived = '–', cancelled = '×', failed = '✗', stale = '~' }

local function tell()
  for _, listener in ipairs(listeners) do
    listener()
  end
  vim.api.nvim_exec_autocmds('User', { pattern = 'BackendFactoryRuns', modeline = false })
  vim.cmd('redrawstatus!')
end

--- The server's whole list.
function M.replace(runs)
  by_id = {}
  for _, run in ipairs(runs) do
    by_id[run.id] = run
  end
  tell()
end

--- What agents are doing now.
function M.replace_live(told)
  live = told or {}
  tell()
end

--- What the agent of a run is doing, if it is working.
function M.doing(run)
  local line = live[run.id]
  return run.state == 'running' and type(line) == 'string' and line ~= '' and line or nil
end

function M.on_change(listener)
  table.insert(listeners, listener)
end

--- Newest first.
function M.all()
  local all = vim.tbl_values(by_id)
  table.sort(all, function(a, b)
    return a.created == b.created and a.id > b.id or a.created > b.created
  end)
  return all
end

function M.get(id)
  return by_id[id]
end

--- The runs with which this can be done.
function M.fitting(action)
  return vim.tbl_filter(function(run)
    return action == nil or M.allows(run, action)
  end, M.all())
end

--- Whether a person may do this with a run.
function M.allows(run, action)
  if action == 'accept' then
    return #vim.tbl_filter(function(phase)
      return phase.state == 'stale'
    end, run.phases) > 0
  end
  return vim.tbl_contains(M.actions[run.state] or {}, action)
end

--- null of JSON and an absent field are the same to us.
function M.some(value)
  if value ~= nil and value ~= vim.NIL then
    return value
  end
end

--- The phase at hand: the machine's word, else the last one that was begun.
function M.phase_at_hand(run)
  local slugs = { requirements = 1, plan = 2, implement = 3, test = 4, validate = 5, submit = 6 }
  local number = slugs[M.some(run.phase) or '']
  if number then
    return run.phases[number]
  end
  for i = #run.phases, 1, -1 do
    if M.some(run.phases[i].started) then
      return run.phases[i]
    end
  end
end

--- The phase whose deliverable a person most likely wants to read now.
function M.deliverable_phase(run)
  local last
  for _, phase in ipairs(run.phases) do
    if M.some(phase.deliverable) and phase.attempts > 0 then
      if phase.state == 'waiting' or phase.state == 'failed' then
        return phase
      end
      last = phase
    end
  end
  return last
end

--- `waiting for you, phase 2/6`.
function M.describe(run)
  local phase = M.phase_at_hand(run)
  local place = phase and ('phase %d/6'):format(phase.number) or nil
  local words = { waiting = 'waiting for you', blocked = 'needs you' }
  if run.state == 'running' then
    return phase and ('%s, %s'):format(place, phase.role) or 'preparing'
  elseif run.state == 'completed' or run.state == 'queued' then
    return run.state
  end
  return (words[run.state] or run.state) .. (place and ', ' .. place or '')
end

--- For a statusline: the run that most needs eyes.
function M.headline(live_too)
  local weight = { blocked = 1, waiting = 2, running = 3, queued = 4 }
  local best
  for _, run in ipairs(M.all()) do
    if weight[run.state] and (not best or weight[run.state] < weight[best.state]) then
      best = run
    end
  end
  if not best then
    return ''
  end
  local phase = M.phase_at_hand(best)
  local number = phase and phase.number or '?'
  if best.state == 'blocked' then
    return ('Phase %s/6 needs you'):format(number)
  elseif best.state == 'waiting' then
    return ('Approve phase %s?'):format(number)
  elseif best.state == 'running' then
    local doing = live_too and M.doing(best)
    return (phase and ('Phase %s/6: %s'):format(number, phase.name) or 'Preparing') .. (doing and ' · ' .. doing or '')
  end
  return 'Queued'
end

return M
